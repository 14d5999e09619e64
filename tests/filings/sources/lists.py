"""Rows of made-up lists in the official columns, and how to put them into a Word table."""

from typing import Any

HEADER = ["序号", "算法名称", "角色", "主体名称", "应用产品", "主要用途", "备案编号", "备注"]
FIRST = [
    "1", "山雀绘图算法", "服务提供者", "杭州山雀智能科技有限公司", "山雀绘图(APP)", "按文字描述画出插图。",
    "网信算备330106112233401240019号", "",
]  # fmt: skip
SECOND = [
    "2", "听雨配音算法", "服务技术支持者", "成都听雨声学有限公司", "--", "为企业客户把文稿读成语音。",
    "网信算备510104445566701240027号", "",
]  # fmt: skip
THIRD = [
    "3", "听雨换声算法", "服务提供者", "成都听雨声学有限公司", "听雨(网站)", "让录音换成另一种嗓音。",
    "网信算备510104445566701240035号", "",
]  # fmt: skip
DEVELOPED = ["序号", "属地", "模型名称", "备案单位", "备案号", "备案时间"]
DEPLOYED = ["序号", "属地", "应用/功能名称", "登记单位", "上线编号", "登记时间"]


def add_table(document: Any, *rows: list[str]) -> Any:
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    return table
