"""Words that read like origin, faith, politics or family networks, by language and topic (see `forbidden_fields`).

Written for Tripoint, to be reviewed by native speakers (docs/translation.md). A missing word costs a question that is
not asked; a word too many costs a question too many. Names of peoples and faiths of the region stand in each language.
"""

from __future__ import annotations

from collections.abc import Mapping

Words = Mapping[str, Mapping[str, tuple[str, ...]]]

WORDS: Words = {
    "vi": {
        "origin": (
            "dân tộc thiểu số", "người dân tộc", "gốc gác dân tộc", "sắc tộc", "chủng tộc", "người thượng",
            "dân tộc kinh", "người h'mông", "người hmông", "người mông", "người khmer", "người chăm", "người ê đê",
            "người gia rai", "người ba na", "gốc hoa", "gốc khmer",
        ),
        "faith": (
            "tôn giáo", "tín ngưỡng", "theo đạo", "đạo tin lành", "tin lành", "công giáo", "thiên chúa giáo",
            "phật giáo", "hồi giáo", "hòa hảo", "hoà hảo", "cao đài", "tà đạo", "pháp luân công", "tín đồ", "mục sư",
            "linh mục", "nhà sư",
        ),
        "politics": (
            "phản động", "chống đối nhà nước", "chống phá nhà nước", "bất đồng chính kiến", "chính kiến",
            "quan điểm chính trị", "đảng phái", "đối lập", "biểu tình", "nhân quyền", "nhà hoạt động", "nhà báo tự do",
            "công đoàn", "tuyên truyền chống", "fulro",
        ),
        "family": (
            "người thân", "họ hàng", "dòng họ", "thân nhân", "gia đình gồm", "quan hệ gia đình", "anh em họ",
            "bố mẹ và", "vợ con",
        ),
    },
    "lo": {
        "origin": ("ຊົນເຜົ່າ", "ຊົນເຜົ່າສ່ວນນ້ອຍ", "ເຊື້ອຊາດ", "ຊາດພັນ", "ຊົນຊາດ", "ຄົນມົ້ງ", "ເຜົ່າມົ້ງ", "ຄົນຂະມຸ", "ເຜົ່າກຶມມຸ"),
        "faith": ("ສາສະໜາ", "ນັບຖື", "ຄຣິສ", "ຄຣິດສະຕຽນ", "ອິດສະລາມ", "ພຸດທະສາສະໜາ", "ໂບດ", "ສິດຍາພິບານ", "ຄວາມເຊື່ອຖື"),
        "politics": (
            "ປະຕິການ", "ຕໍ່ຕ້ານລັດ", "ຕໍ່ຕ້ານພັກ", "ຝ່າຍຄ້ານ", "ທັດສະນະການເມືອງ", "ການເມືອງ", "ສິດທິມະນຸດ", "ນັກເຄື່ອນໄຫວ",
            "ປະທ້ວງ", "ກຳມະບານ",
        ),
        "family": ("ຍາດພີ່ນ້ອງ", "ພີ່ນ້ອງ", "ຄອບຄົວ", "ຍາດຕິພີ່ນ້ອງ", "ລູກເມຍ", "ເຄືອຍາດ"),
    },
    "km": {
        "origin": (
            "ជនជាតិភាគតិច", "ជាតិសាសន៍", "ជនជាតិដើម", "ពូជសាសន៍", "ម៉ុងតាញ៉ា", "ចាម", "ខ្មែរក្រោម", "ជនជាតិវៀតណាម",
            "ដើមកំណើតជាតិ",
        ),
        "faith": ("សាសនា", "ជំនឿ", "គ្រិស្ត", "ឥស្លាម", "ព្រះពុទ្ធ", "ព្រះសង្ឃ", "វិហារ", "គ្រូគង្វាល", "និកាយ"),
        "politics": (
            "គណបក្សប្រឆាំង", "ប្រឆាំងរដ្ឋាភិបាល", "ក្រុមប្រឆាំង", "និន្នាការនយោបាយ", "នយោបាយ", "បាតុកម្ម", "សិទ្ធិមនុស្ស",
            "សកម្មជន", "សហជីព",
        ),
        "family": ("សាច់ញាតិ", "ក្រុមគ្រួសារ", "គ្រួសារ", "បងប្អូន", "ញាតិសន្តាន", "ប្រពន្ធកូន"),
    },
    "en": {
        "origin": (
            "ethnic", "ethnicity", "ethnic minority", "race", "tribe", "tribal", "montagnard", "montagnards", "hmong",
            "khmer krom", "cham", "ede", "jarai", "indigenous",
        ),
        "faith": (
            "religion", "religious", "faith", "christian", "christians", "protestant", "catholic", "muslim", "buddhist",
            "hoa hao", "cao dai", "pastor", "monk", "priest", "church", "sect", "convert",
        ),
        "politics": (
            "political", "politics", "opposition", "dissident", "activist", "activists", "anti-government",
            "anti-state", "anti-party", "protest", "protests", "demonstration", "human rights", "trade union",
            "union member", "party member", "reactionary",
        ),
        "family": (
            "relatives", "family members", "family network", "clan", "kin", "in-laws", "cousins", "siblings",
            "wife and children", "his brothers", "her brothers",
        ),
    },
}  # fmt: skip
