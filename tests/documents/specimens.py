"""Letters of the exercise in the four languages, with invented persons."""

# ruff: noqa: E501 - the texts stand as they are read, one a line

from dataclasses import replace
from datetime import UTC, datetime

from tripoint.documents.letter import (
    Block,
    Enclosure,
    Letter,
    Letterhead,
    Name,
    Pair,
    Paragraph,
    Signature,
    Subject,
    Translation,
    Words,
)

ENTRY = "q3V5nX0kZbT2yWm8cR1sLd9fGh4jKp6oUiYtReWqAzE"
RECORD = b'{"protected":"eyJhbGciOiJFZDI1NTE5In0"}\n' * 40

MINISTRY = {
    "VN": Words(
        {
            "vi": "Bộ Công an",
            "lo": "ກະຊວງປ້ອງກັນຄວາມສະຫງົບ (ຫວຽດນາມ)",
            "km": "ក្រសួងសន្តិសុខសាធារណៈ",
            "en": "Ministry of Public Security",
        }
    ),
    "KH": Words(
        {"vi": "Bộ Nội vụ Campuchia", "lo": "ກະຊວງພາຍໃນ (ກຳປູເຈຍ)", "km": "ក្រសួងមហាផ្ទៃ", "en": "Ministry of Interior"}
    ),
    "LA": Words(
        {
            "vi": "Bộ Công an Lào",
            "lo": "ກະຊວງປ້ອງກັນຄວາມສະຫງົບ",
            "km": "ក្រសួងសន្តិសុខសាធារណៈ (ឡាវ)",
            "en": "Ministry of Public Security",
        }
    ),
}
OFFICE = {
    "VN": Words(
        {
            "vi": "Cục Cảnh sát hình sự",
            "lo": "ກົມຕຳຫຼວດສືບສວນ",
            "km": "នាយកដ្ឋាននគរបាលព្រហ្មទណ្ឌ",
            "en": "Criminal Police Department",
        },
        frozenset({"lo", "km"}),
    ),
    "KH": Words(
        {
            "vi": "Tổng cục Công an quốc gia",
            "km": "អគ្គស្នងការដ្ឋាននគរបាលជាតិ",
            "en": "General Commissariat of National Police",
        }
    ),
    "LA": Words({"vi": "Tổng cục Cảnh sát", "lo": "ກົມໃຫຍ່ຕຳຫຼວດ", "en": "General Department of Police"}),
}
PLACE = {
    "VN": Words({"vi": "Hà Nội", "lo": "ຮ່າໂນ້ຍ", "km": "ហាណូយ", "en": "Ha Noi"}),
    "KH": Words({"vi": "Phnôm Pênh", "lo": "ພະນົມເປັນ", "km": "រាជធានីភ្នំពេញ", "en": "Phnom Penh"}),
    "LA": Words({"vi": "Viêng Chăn", "lo": "ນະຄອນຫຼວງວຽງຈັນ", "km": "រាជធានីវៀងចន្ទន៍", "en": "Vientiane Capital"}),
}
TRACE = Words(
    {
        "vi": "Đề nghị xác minh, truy tìm người",
        "lo": "ຄຳຮ້ອງຂໍຊອກຫາບຸກຄົນ",
        "km": "សំណើស្វែងរកបុគ្គល",
        "en": "Request to trace a person",
    }
)
TITLE = {
    "VN": Words({"vi": "Phó Cục trưởng", "lo": "ຮອງຫົວໜ້າກົມ", "km": "ប្រធានរងនាយកដ្ឋាន", "en": "Deputy Director"}),
    "KH": Words(
        {"vi": "Phó Tổng cục trưởng", "lo": "ຮອງອະທິບໍດີ", "km": "អគ្គស្នងការរង", "en": "Deputy Commissioner General"}
    ),
    "LA": Words(
        {"vi": "Phó Tổng cục trưởng", "lo": "ຮອງຫົວໜ້າກົມໃຫຍ່", "km": "អគ្គនាយករង", "en": "Deputy Director General"}
    ),
}
TEXT = {
    "vi": "Đối tượng có thể dùng tên “Thử” và ở phòng trọ gần chợ. Đề nghị xác minh nơi ở, không để đương sự biết.\n\nNếu tìm thấy, đề nghị thông báo cho Cục Cảnh sát hình sự qua đường dây nóng trước khi tiến hành bất kỳ biện pháp nào.",
    "km": "បុគ្គលនេះអាចប្រើឈ្មោះ «ធឺ» និងស្នាក់នៅផ្ទះជួលជិតផ្សារ។ សូមផ្ទៀងផ្ទាត់ទីលំនៅ ដោយមិនឲ្យសាមីខ្លួនដឹង។\n\nប្រសិនបើរកឃើញ សូមជូនដំណឹងមកនាយកដ្ឋាននគរបាលព្រហ្មទណ្ឌតាមខ្សែទូរស័ព្ទបន្ទាន់ មុននឹងចាត់វិធានការណាមួយ។",
    "lo": "ບຸກຄົນດັ່ງກ່າວອາດໃຊ້ຊື່ “ທື” ແລະ ພັກຢູ່ຫ້ອງເຊົ່າໃກ້ຕະຫຼາດ. ຂໍໃຫ້ກວດສອບບ່ອນຢູ່ ໂດຍບໍ່ໃຫ້ຜູ້ກ່ຽວຮູ້ຕົວ.\n\nຖ້າພົບເຫັນ ຂໍໃຫ້ແຈ້ງກົມຕຳຫຼວດສືບສວນທາງສາຍດ່ວນ ກ່ອນດຳເນີນມາດຕະການໃດໜຶ່ງ.",
    "en": "The person may use the name “Thu” and live in a rented room near the market. Please verify the address without letting the person know.\n\nIf found, please tell the Criminal Police Department by hotline before any step is taken.",
}
NAMES = (
    Name("Nguyễn Văn Thử", "vi"),
    Name("ង្វៀន វ៉ាន់ ធឺ", "km"),
    Name("ຫງວຽນ ວັນ ທື", "lo"),
)


def words(en: str, vi: str, lo: str, km: str) -> Words:
    return Words({"en": en, "vi": vi, "lo": lo, "km": km})


def specimen(
    sender: str = "VN", addressee: str = "KH", languages: tuple[str, ...] = ("vi", "km"), **changes: object
) -> Letter:
    """Return a trace request of the exercise from SENDER to ADDRESSEE."""
    first = languages[0]
    others = tuple(Translation(one, TEXT[one], checked=False) for one in languages[1:])
    letter = Letter(
        languages=languages,
        sender=Letterhead(sender, MINISTRY[sender], OFFICE[sender], PLACE[sender]),
        addressee=Letterhead(addressee, MINISTRY[addressee], OFFICE[addressee]),
        reference=f"{sender}-{addressee}-2026-0417",
        written=datetime(2026, 11, 16, 2, 10, tzinfo=UTC),
        title=TRACE,
        signature=Signature(
            TITLE[sender],
            {"VN": "Trần Diễn Tập", "KH": "សុខ សមយុទ្ធ", "LA": "ບຸນມີ ຝຶກຊ້ອມ"}[sender],
            words("For the Director", "KT. Cục trưởng", "ຕາງໜ້າຫົວໜ້າກົມ", "ជ.ប្រធាន") if sender == "VN" else None,
        ),
        entry=ENTRY,
        record=RECORD,
        handling="H1",
        handling_text=words(
            "To be used in this request only.",
            "Chỉ sử dụng trong yêu cầu này.",
            "ໃຊ້ໃນຄຳຮ້ອງນີ້ເທົ່ານັ້ນ.",
            "ប្រើក្នុងសំណើនេះតែប៉ុណ្ណោះ។",
        ),
        exercise=True,
        subjects=(
            Subject(
                NAMES,
                (
                    Pair(words("Sex", "Giới tính", "ເພດ", "ភេទ"), words("male", "nam", "ຊາຍ", "ប្រុស")),
                    Pair(
                        words("Born", "Sinh", "ເກີດ", "កើត"),
                        words(
                            "1991, day and month not known",
                            "năm 1991, không rõ ngày, tháng",
                            "ປີ 1991, ບໍ່ຮູ້ວັນ ແລະ ເດືອນ",
                            "ឆ្នាំ 1991 មិនដឹងថ្ងៃខែ",
                        ),
                    ),
                    Pair(
                        words("Nationality", "Quốc tịch", "ສັນຊາດ", "សញ្ជាតិ"),
                        words("Vietnamese", "Việt Nam", "ຫວຽດນາມ", "វៀតណាម"),
                        "VN",
                    ),
                    Pair(words("Passport", "Hộ chiếu", "ໜັງສືຜ່ານແດນ", "លិខិតឆ្លងដែន"), "C0000417"),
                ),
            ),
        ),
        blocks=(
            Block(
                words(
                    "Purpose and legal basis",
                    "Mục đích và căn cứ pháp lý",
                    "ຈຸດປະສົງ ແລະ ພື້ນຖານທາງກົດໝາຍ",
                    "គោលបំណង និងមូលដ្ឋានច្បាប់",
                ),
                (
                    Pair(
                        words("Purpose", "Mục đích", "ຈຸດປະສົງ", "គោលបំណង"),
                        words("criminal investigation", "điều tra hình sự", "ຄະດີອາຍາ", "ព្រហ្មទណ្ឌ"),
                    ),
                    Pair(
                        words("Offence", "Tội danh", "ຖານຄວາມຜິດ", "បទល្មើស"),
                        Words(
                            {
                                "en": "Online fraud",
                                "vi": "lừa đảo trên mạng",
                                "lo": "ຫຼອກລວງທາງອິນເຕີເນັດ",
                                "km": "ឆបោកតាមអ៊ីនធឺណិត",
                            },
                            frozenset({"lo", "km"}),
                        ),
                        "ICCS 0701",
                    ),
                    Pair(
                        words(
                            "Penalty in the asker's law",
                            "Hình phạt theo luật bên yêu cầu",
                            "ໂທດຕາມກົດໝາຍຝ່າຍຮ້ອງຂໍ",
                            "ទោសតាមច្បាប់ភាគីស្នើ",
                        ),
                        words("2 to 7 years", "2 đến 7 năm", "2 ຫາ 7 ປີ", "2 ដល់ 7 ឆ្នាំ"),
                    ),
                    Pair(
                        words("Legal basis", "Căn cứ", "ພື້ນຖານທາງກົດໝາຍ", "មូលដ្ឋានច្បាប់"),
                        words(
                            "Cooperation plan 2026, item 7",
                            "Kế hoạch hợp tác năm 2026, mục 7",
                            "ແຜນຮ່ວມມືປີ 2026, ຂໍ້ 7",
                            "ផែនការឆ្នាំ 2026 ចំណុច 7",
                        ),
                    ),
                ),
            ),
            Block(
                words("Asked", "Nội dung đề nghị", "ສິ່ງທີ່ຮ້ອງຂໍ", "ចំណុចស្នើសុំ"),
                (
                    Pair(
                        words("Wanted", "Đề nghị", "ຂໍ", "សុំ"),
                        words(
                            "present address · dates of entry and exit",
                            "nơi ở hiện nay · ngày nhập, xuất cảnh",
                            "ທີ່ຢູ່ປັດຈຸບັນ · ວັນເຂົ້າ-ອອກ",
                            "ទីលំនៅបច្ចុប្បន្ន · ថ្ងៃចូល ថ្ងៃចេញ",
                        ),
                    ),
                    Pair(words("Answer by", "Trả lời trước", "ຕອບກ່ອນ", "ឆ្លើយមុន"), "20/11/2026 11:27"),
                ),
            ),
        ),
        paragraphs=(Paragraph(TEXT[first], first, others),),
        enclosures=(Enclosure(words("Photograph", "Ảnh", "ຮູບຖ່າຍ", "រូបថត"), ENTRY[::-1], 1),),
        copies_to=(words("As above", "Như trên", "ຄືຂ້າງເທິງ", "ដូចខាងលើ"), words("File", "Lưu: VT, P5", "ສຳເນົາ", "ឯកសារ")),
    )
    return replace(letter, **changes)  # type: ignore[arg-type]
