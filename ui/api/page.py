"""The readable page about the JSON API, made from its schema; it loads nothing from anywhere."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

Schema = Mapping[str, Any]
_STYLE = """
body{font:15px/1.7 system-ui,"Microsoft YaHei","Noto Sans CJK SC",sans-serif;color:#1c2733;background:#fff;
max-width:960px;margin:0 auto;padding:16px}
h1{font-size:22px}h2{font-size:18px;margin-top:28px;border-top:1px solid #d5dde6;padding-top:16px}h3{font-size:15px}
code,pre{font-family:monospace;background:#f2f5f8;border-radius:3px;padding:1px 4px}
pre{padding:10px;overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;display:block;overflow-x:auto}
th,td{border:1px solid #d5dde6;padding:4px 8px;text-align:left;vertical-align:top}
th{background:#f2f5f8;white-space:nowrap}.method{color:#1f5a96;font-weight:700}summary{cursor:pointer}
a{color:#1f5a96}:focus-visible{outline:2px solid #1f5a96;outline-offset:2px}
"""
_CONTINUED = " \\\n  "
_KINDS = {
    "string": "文字", "integer": "整数", "number": "数", "boolean": "true 或 false", "object": "对象",
    "null": "null",
}  # fmt: skip
_OTHERS = """
<h2>给其他对话软件用</h2>
<p>按 OpenAI 协议：接口地址填本站地址加 <code>/v1</code>，模型名称填 <code>zhice</code>，密钥填令牌（本机单人使用时随便填）。
有 <code>GET /v1/models</code> 和 <code>POST /v1/chat/completions</code>（可流式）。最后一条用户消息是问题，先前的用户消息是上文，
系统消息不采用。回答末尾列出每个引用的文件、条款和原文。核对之前的草稿不会发出。不提供词元数（usage）。</p>
<h2>运行状况</h2>
<p><code>GET /health</code>：在运行且索引可用时为 200，索引不可用时为 503。<code>GET /metrics</code>：Prometheus 格式的统计，
只给管理员的令牌，或本机。</p>
"""


def page(schema: Schema, base: str) -> str:
    """The page of an OpenAPI schema whose paths begin at `base`."""
    info = schema["info"]
    parts = [
        _operation(schema, base + path, method, operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    shapes = schema["components"]["schemas"]
    named = "".join(
        f'<h3 id="{escape(name)}">{escape(name)}</h3>{_fields(shape)}'
        for name, shape in shapes.items()
        if not name.startswith("HTTP") and name != "ValidationError"
    )
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(info['title'])}</title><style>{_STYLE}</style></head><body><main>"
        f"<h1>{escape(info['title'])}</h1><p>{escape(info['description'])}</p>"
        f'<p>机器可读的说明：<a href="{escape(base)}/openapi.json">{escape(base)}/openapi.json</a></p>'
        f"{''.join(parts)}{_OTHERS}<h2>数据格式</h2>{named}</main></body></html>"
    )


def _operation(schema: Schema, path: str, method: str, operation: Schema) -> str:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    parts = [
        f'<h2><span class="method">{method.upper()}</span> <code>{escape(path)}</code> '
        f"{escape(operation['summary'])}</h2><p>{escape(operation.get('description', ''))}</p>"
    ]
    if parameters := operation.get("parameters"):
        parts.append(_table("参数", (_parameter(one) for one in parameters)))
    if body:
        parts.append(f"<h3>请求内容</h3>{_fields(_resolved(schema, body))}{_example(path)}")
    answers = ((f"<code>{code}</code>", *_answer(one)) for code, one in operation["responses"].items())
    parts.append(_table("返回", answers, ("状态码", "格式", "说明")))
    return "".join(parts)


def _parameter(one: Schema) -> tuple[str, ...]:
    needed = "（必填）" if one.get("required") else ""
    shape = one["schema"]
    return f"<code>{escape(one['name'])}</code>{needed}", _kind(shape), escape(one.get("description", ""))


def _answer(one: Schema) -> tuple[str, str]:
    shape = one.get("content", {}).get("application/json", {}).get("schema", {})
    return _kind(shape), escape("成功" if one["description"] == "Successful Response" else one["description"])


def _resolved(schema: Schema, shape: Schema) -> Schema:
    name = shape.get("$ref", "").rpartition("/")[2]
    return schema["components"]["schemas"][name] if name else shape


def _fields(shape: Schema) -> str:
    needed = shape.get("required", ())
    rows = (
        (
            f"<code>{escape(name)}</code>{'（必填）' if name in needed else ''}",
            _kind(one),
            escape(one.get("description", "")),
        )
        for name, one in shape.get("properties", {}).items()
    )
    return _table("", rows)


def _table(
    title: str, rows: Iterator[tuple[str, ...]], heads: tuple[str, ...] = ("名称", "类型", "说明")
) -> str:
    top = "".join(f'<th scope="col">{head}</th>' for head in heads)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    named = f"<h3>{title}</h3>" if title else ""
    return f'{named}<table tabindex="0"><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>'


def _kind(shape: Schema) -> str:
    """The type of a value in words."""
    if name := shape.get("$ref", "").rpartition("/")[2]:
        return f'<a href="#{escape(name)}">{escape(name)}</a>'
    if several := shape.get("anyOf"):
        return " 或 ".join(map(_kind, several))
    if values := shape.get("enum"):
        return "、".join(f"<code>{escape(json.dumps(value, ensure_ascii=False))}</code>" for value in values)
    if shape.get("type") == "array":
        return f"列表：{_kind(shape.get('items', {}))}"
    return _KINDS.get(shape.get("type", ""), "任意")


def _example(path: str) -> str:
    asked = json.dumps({"question": "新建院士专家工作站多少个？"}, ensure_ascii=False)
    lines = (
        f"curl -s http://127.0.0.1:7860{path}",
        '-H "Content-Type: application/json"',
        '-H "Authorization: Bearer 令牌"',
        f"-d '{asked}'",
    )
    return f"<pre>{escape(_CONTINUED.join(lines))}</pre>"
