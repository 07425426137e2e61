"""Titles of posts in the four languages, as a letter's signature block prints them."""

from __future__ import annotations

TITLES: dict[str, dict[str, str]] = {
    "desk": {"en": "Desk officer", "vi": "Cán bộ xử lý", "lo": "ເຈົ້າໜ້າທີ່ຮັບຜິດຊອບ", "km": "មន្ត្រីទទួលបន្ទុក"},
    "supervisor": {"en": "Head of section", "vi": "Trưởng phòng", "lo": "ຫົວໜ້າພະແນກ", "km": "ប្រធានការិយាល័យ"},
    "legal": {"en": "Legal reviewer", "vi": "Cán bộ pháp chế", "lo": "ເຈົ້າໜ້າທີ່ນິຕິກຳ", "km": "មន្ត្រីនីតិកម្ម"},
    "registrar": {"en": "Registrar", "vi": "Cán bộ văn thư", "lo": "ເຈົ້າໜ້າທີ່ທະບຽນເອກະສານ", "km": "មន្ត្រីបញ្ជិការ"},
    "translator": {"en": "Translator", "vi": "Biên dịch viên", "lo": "ນັກແປ", "km": "អ្នកបកប្រែ"},
    "border": {"en": "Duty officer", "vi": "Cán bộ trực", "lo": "ເຈົ້າໜ້າທີ່ປະຈຳການ", "km": "មន្ត្រីប្រចាំការ"},
    "auditor": {"en": "Auditor", "vi": "Thanh tra viên", "lo": "ຜູ້ກວດສອບ", "km": "សវនករ"},
    "admin": {"en": "Administrator", "vi": "Quản trị viên", "lo": "ຜູ້ບໍລິຫານລະບົບ", "km": "អ្នកគ្រប់គ្រងប្រព័ន្ធ"},
}
