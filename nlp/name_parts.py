"""What a name is taken apart into."""

from dataclasses import dataclass

from nlp.text import compact


@dataclass(frozen=True, slots=True)
class CompanyName:
    """A name taken apart; empty parts are "" or ().

    text : the normalised name.
    places : short Chinese names of its places, for names of either language, in order: 北京, 海淀, 工业园区.
        A leading 中国 or China stays with the brand (中国移动); in brackets or behind it is a place.
    brand : the distinctive word; "" where place and trade alone make the name (北京银行).
    trade : trade words, in order: Chinese, or English as `nlp.english_words.words` writes them.
    legal_form : 集团有限公司, 工作室, "group co ltd", … as written, normalised, without brackets.
    institution : the ending that says what kind of institution it is (大学, 医院, 实验室), also before a form.
    branch : a part of the organisation that the name names behind it: 上海分公司, 北京分行, 齐鲁医院, 办公室.
    former : a former name that the name itself gives.
    other_name : a second name that the name gives in brackets.
    """

    text: str
    places: tuple[str, ...] = ()
    brand: str = ""
    trade: tuple[str, ...] = ()
    legal_form: str = ""
    institution: str = ""
    branch: str = ""
    former: str = ""
    other_name: str = ""

    @property
    def stem(self) -> str:
        """The name without legal form and bracketed places: what stays when 股份公司 becomes 股份有限公司."""
        return compact(self.brand + "".join(self.trade) + self.institution)
