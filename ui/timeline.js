// Runs when the timeline changes: a click on a mark opens the clause of its first row in the tables below.
// Plotly is loaded late, so the chart is waited for; it keeps its listener when it is drawn again.
() => {
  let tries = 100;
  const wire = () => {
    const chart = document.querySelector("#timeline .js-plotly-plot");
    if (!chart?.on) return tries-- > 0 && setTimeout(wire, 100);
    if (chart.dataset.wired) return;
    chart.dataset.wired = "true";
    chart.on("plotly_click", (event) => {
      const pick = CSS.escape(`row-${event.points[0].customdata}`);
      const button = document.querySelector(`#targets [data-pick="${pick}"]`);
      button?.closest("details").setAttribute("open", "");
      button?.click();
    });
  };
  wire();
}
