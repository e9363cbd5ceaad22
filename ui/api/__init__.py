"""What programs are offered: a JSON API below /api/v1, OpenAI's protocol below /v1, health and metrics."""
