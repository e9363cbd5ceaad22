"""The one error a user sees, and the operating system's reasons in Chinese.

UserError        a mistake the user can mend: bad file, missing index, busy writer, bad setting
├── EmbeddingError   (knowledge.embedding) the embedding model or its endpoint cannot be used
├── RerankingError   (knowledge.reranking) the reranking model cannot be used
├── UnclearDepartment (knowledge.departments) a name that stands for no body, or for several
└── ChatModelError   (assistant.local_chat) the chat model on this machine cannot be used
"""

from __future__ import annotations

import errno

_REASONS = {
    errno.ENOENT: "路径不存在",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘只读",
    errno.ENOSPC: "磁盘已满",
    errno.EEXIST: "已有同名的文件",
    errno.EISDIR: "这是一个文件夹",
    errno.ENOTDIR: "上级不是文件夹",
    errno.ENAMETOOLONG: "名称太长",
    errno.EADDRINUSE: "端口已被占用",
}


class UserError(Exception):
    """A mistake the user can mend; `str()` is one clear Chinese sentence."""


def reason_of(error: OSError) -> str:
    """Why the operating system refused, in a few Chinese words."""
    return _REASONS.get(error.errno or 0, f"系统错误 {error.errno}")
