"""Imported by the server that processes are forked from, so that each has the words and libraries from its start."""

import pandas as pd

import filings.bulk  # noqa: F401
from models.facets import states_of
from models.features import INPUT_COLUMNS, features
from nlp.gloss import english_name

english_name("北京某某某科技有限公司")
states_of("应用于图像生成场景，生成商品图片。")
features(pd.DataFrame([dict.fromkeys(INPUT_COLUMNS, "某")]))
