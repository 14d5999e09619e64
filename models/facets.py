"""What a description of a service states: outputs, inputs, customers, scenario and domain.

The regulator's sentences follow a formula: 应用于…场景 (scenario), 服务于企业端客户 (customers), 根据用户输入的…
(inputs), 生成… (outputs), 主要面向…领域 (domain). Taken apart, the formula's own words no longer count, and a
sentence of the registry and a gist in our words say the same things in the same way.

The words of each facet stand in labels/facet_words.csv.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from nlp.knowledge import shipped_knowledge
from nlp.sector_words import sector_words_in
from nlp.text import normalise


@dataclass(frozen=True, slots=True)
class Facets:
    """Facets of one description; sets as sorted tuples.

    outputs, inputs, scenario : media codes (text, image, audio, video, virtual_human, multimodal, recognition)
        named as made, as given, and in the scenario.
    customers : business, consumer.
    domain : what remains when the formula is taken away: the words that tell the field.
    """

    outputs: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    scenario: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()
    domain: str = ""


_SCENARIO = re.compile(r"^(?:主要)?应用于(?P<inside>.+?)(?:场景|领域|算法|$)")
_GIVEN = re.compile(r"^(?:根据|依据|基于|通过|利用|结合|针对|将|对|以)")
_MADE = re.compile(r"(?:生成|合成|输出|得到|实现|制作|产出|返回|形成|提供|转换为|转化为|创作)")
#: Media that only describe an output (与文本语义一致的图像, 符合图像描述的文本) are none themselves.
_MODIFIER = re.compile(
    r"(?:与|和|同|符合|匹配|满足|基于|根据|关于|针对|围绕)[^、,]{1,20}?(?:的|一致|匹配)"
    r"|(?:文本|文字|图像|图片|音频|语音|视频)(?=相应|对应|相关|语义|描述的|中的)"
)
_FORMULA = re.compile(
    r"应用于|服务于|企业端|客户|场景|根据|依据|基于|结合|用户|输入|上传|提供|提出|提交|给出|选择|生成|合成|输出|得到|实现|相应|相关|对应|符合|"
    r"需求|要求|内容|信息|数据|文本|文字|图像|图片|音频|语音|视频|回复|回答|答复|指令|提示词|描述|主要|面向于?|用于|领域|模型|算法|深度|智能|"
    r"自动|进行|以及|或者|并且|通过|利用|上下文|语义|理解|意图|问题|对话|多模态|多媒体|参数|等|的|和|与|或|为|对|将|并|及|、"
)


@cache
def _pattern() -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    table = shipped_knowledge("facet_words.csv")
    facets = {normalise(row.word): tuple(row.facet.split(";")) for row in table.itertuples()}
    longest_first = sorted(facets, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))), facets


def facets_in(text: str) -> set[str]:
    """All facets whose words stand in a normalised text, the longest word first."""
    pattern, facets = _pattern()
    return {facet for found in pattern.findall(text) for facet in facets[found]}


@lru_cache(maxsize=50_000)
def facets_of(description: str) -> Facets:
    """Take a description apart, be it the regulator's sentence or a gist.

    >>> facets_of("应用于图像生成场景，服务于企业端客户，根据用户输入的文本，生成商品图片。").outputs
    ('image',)
    """
    scenario: set[str] = set()
    inputs: set[str] = set()
    outputs: set[str] = set()
    customers: set[str] = set()
    domain: list[str] = []
    text = normalise(description)
    for clause in re.split(r"[,;。;,]", text):
        customers |= facets_in(clause) & {"business", "consumer"}
        stated = _SCENARIO.match(clause)
        if stated:
            scenario |= _media(stated["inside"])
        elif _GIVEN.match(clause) and not _MADE.search(clause):
            inputs |= _media(clause)
        elif made := _MADE.search(clause):
            inputs |= _media(clause[: made.start()])
            outputs |= _media(_MODIFIER.sub("", clause[made.end() :]))
        else:
            outputs |= _media(clause)
        domain.append(_FORMULA.sub(" ", clause))
    return Facets(
        tuple(sorted(outputs)),
        tuple(sorted(inputs)),
        tuple(sorted(scenario)),
        tuple(sorted(customers)),
        " ".join(" ".join(domain).split()),
    )


def states_of(description: str) -> str:
    """What a description states, in the short form that labels/filings.csv keeps: facets and sector words.

    >>> states_of("应用于对话生成场景，根据用户输入的症状，生成糖尿病饮食建议。")
    'out:text scene:text w:症状 w:糖尿病 w:饮食建议'
    """
    facets = facets_of(description)
    words = dict.fromkeys(word.replace(" ", "_") for word, _, _ in sector_words_in(facets.domain))
    parts = (
        ("out", facets.outputs),
        ("in", facets.inputs),
        ("scene", facets.scenario),
        ("for", facets.customers),
        ("w", words),
    )
    return " ".join(f"{prefix}:{value}" for prefix, values in parts for value in values)


def _media(text: str) -> set[str]:
    return facets_in(text) - {"business", "consumer"}
