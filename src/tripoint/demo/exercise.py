"""Exercise requests: invented persons, real codes. They are made by the same actions that officers use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from tripoint import reference
from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.capabilities.requests.contents import ItemContent
from tripoint.capabilities.requests.entries import AnswerItem
from tripoint.capabilities.requests.form import Addressee, Asked, Held, RequestForm
from tripoint.capabilities.requests.kinds import KindName
from tripoint.capabilities.requests.models import Clarification, RequestState
from tripoint.capabilities.requests.opening_rules import names_nobody
from tripoint.capabilities.requests.oral.calls import Call
from tripoint.directory.holdings import posts_on
from tripoint.directory.models import Officer
from tripoint.ledger.ledger import Ledger
from tripoint.safeguards.data_stays_home import Graded
from tripoint.safeguards.human_decides import MatchedBy
from tripoint.safeguards.offence_gate import Basis, Offence, Penalty
from tripoint.subjects import CryptoWallet, Document, Person, PersonName, Phone, Vehicle

MARK = "EXERCISE"
DESKS = {"VN": "VN-C02", "KH": "KH-GCNP", "LA": "LA-CRIM"}
GRADED = Graded(handling="H1", source="B", information="2")
CALLED_AGO = timedelta(minutes=10)  # from a call until the officer has written it down


@dataclass(frozen=True, slots=True)
class Story:
    """One invented matter: who asks whom about whom, and why. `also`: parties that are asked besides the addressee."""

    asker: str
    addressee: str
    names: tuple[PersonName, ...]
    birth_date: str
    nationality: str
    text: str
    language: str
    purpose: str = "CRIMINAL"
    role: str = "SUSPECT"
    offence: str = "SCAM"
    law: str = ""
    basis: tuple[str, str] = ("", "")
    passport: str = ""
    urgency: str = "NORMAL"
    urgency_ground: str | None = None
    kind: KindName = "trace"
    asks: tuple[str, ...] = ()
    things: tuple[Asked, ...] = ()
    also: tuple[str, ...] = ()
    joint: bool = False
    whom: str = ""  # who was called, for a request by telephone


def _vn(name: str) -> PersonName:
    return PersonName(script="Latn", language="vi", name=name)


def _km(name: str) -> PersonName:
    return PersonName(script="Khmr", language="km", name=name)


def _lo(name: str) -> PersonName:
    return PersonName(script="Laoo", language="lo", name=name)


SCAM_RECRUITER = Story(
    "VN", "KH", (_vn("Nguyễn Văn Thử"), _km("ង្វៀន វ៉ាន់ ធឺ"), _lo("ຫງວຽນ ວັນ ທື")), "1991", "VN",
    "Người này có thể dùng tên “Thử” và ở phòng trọ gần chợ Bavet. Đề nghị xác minh nơi ở, không để đương sự biết.",
    "vi", law="Điều 174 Bộ luật Hình sự", basis=("VNKH-MLA", "4"), passport="C0000417",
)  # fmt: skip
MISSING_DAUGHTER = Story(
    "VN", "KH", (_vn("Lê Thị Ví Dụ"), _km("ឡេ ធី វីយូ")), "2003-08", "VN",
    "Gia đình mất liên lạc từ ngày 2. Lần cuối gọi về từ khu vực Poipet. Đề nghị xác minh người này có an toàn không.",
    "vi", purpose="MISSING", role="MISSING", offence="",
)  # fmt: skip
CASINO_LENDER = Story(
    "KH", "VN", (_km("សុខ គំរូ"), PersonName(script="Latn", language="km", name="Sok Kumru")), "1986-11-20", "KH",
    "ជននេះអាចស្នាក់នៅខេត្តតៃនិញ។ សូមផ្ទៀងផ្ទាត់ទីលំនៅ។", "km", law="មាត្រា ៣៧៧",
    basis=("VNKH-MLA", "4"),
)  # fmt: skip
TIMBER_DRIVER = Story(
    "LA", "VN", (_lo("ບຸນມີ ຕົວຢ່າງ"), PersonName(script="Latn", language="lo", name="Bounmy Touayang")), "1979", "LA",
    "ບຸກຄົນນີ້ອາດຈະຢູ່ແຂວງກວາງຈິ. ກະລຸນາກວດສອບທີ່ຢູ່.", "lo", purpose="IDENTITY", role="IDENTIFY", offence="",
)  # fmt: skip
GATE_ALARM = Story(
    "VN", "LA", (_vn("Trần Thị Mẫu"), _lo("ເຈິ່ນ ທິ ເມົາ")), "2008-03-14", "VN",
    "Trẻ em, có thể đang bị đưa qua cửa khẩu Dansavan. Đề nghị giúp ngay.", "vi", purpose="MISSING", role="MISSING",
    offence="", urgency="IMMEDIATE", urgency_ground="CHILD",
)  # fmt: skip
VEHICLE_HIRER = Story(
    "VN", "KH", (_vn("Phạm Văn Giả Định"), _km("ផាម វ៉ាន់ ឧបមា")), "1994-02", "VN",
    "Người này thuê xe qua cửa khẩu Mộc Bài và không trả. Đề nghị xác minh nơi ở.", "vi",
    law="Điều 175 Bộ luật Hình sự", basis=("VNKH-MLA", "4"),
)  # fmt: skip

STOLEN_TRUCK = Story(
    "KH", "VN", (), "", "KH", "រថយន្តនេះត្រូវបានលួចនៅស្វាយរៀង ហើយអាចឆ្លងទៅម៉ុកបៃ។ សូមផ្ទៀងផ្ទាត់ការចុះបញ្ជី។", "km",
    offence="VEHTHEFT", law="មាត្រា ៣៥៦", basis=("VNKH-MLA", "4"), kind="vehicle",
    asks=("REGISTERED", "KEEPER", "STOLEN"),
    things=(Asked(role="STOLEN-VEHICLE", subject=Vehicle(type="TRUCK", plate="3A-0417", country="KH", model="Kumru 3.5 t")),),
)  # fmt: skip
SCAM_NUMBERS = Story(
    "VN", "KH", (), "", "VN", "Hai số điện thoại và một ví dùng để nhận tiền lừa đảo. Đề nghị bảo quản dữ liệu.", "vi",
    law="Điều 174 Bộ luật Hình sự", basis=("VNKH-MLA", "4"), kind="account", asks=("SUBSCRIBER", "PRESERVE"),
    things=(
        Asked(role="PHONE", subject=Phone(number="+85500000417")), Asked(role="PHONE", subject=Phone(number="+85500000418")),
        Asked(role="ACCOUNT", subject=CryptoWallet(address="0xEXERCISE00000000417", currency="USDT")),
    ),
)  # fmt: skip
HELD_AT_GATE = Story(
    "LA", "VN", (_vn("Hoàng Văn Giả Sử"), _lo("ຮ່ວາງ ວັນ ສົມມຸດ")), "1990", "VN",
    "ບຸກຄົນນີ້ຖືກຄຸມຂັງຢູ່ແຂວງສະຫວັນນະເຂດ. ກະລຸນາຢືນຢັນຕົວຕົນ ແລະ ແຈ້ງກົງສຸນ.", "lo", purpose="IDENTITY", role="IDENTIFY",
    offence="", kind="custody", asks=("IDENTITY", "CONSULATE"),
)  # fmt: skip
# By telephone: one is recorded and answered, of the other the record is owed still.
FLEEING_BORROWER = Story(
    "KH", "VN", (_km("ហេង សន្មត"), PersonName(script="Latn", language="km", name="Heng Sanmot")), "1989", "KH",
    "ជននេះអាចឆ្លងច្រកម៉ុកបៃមុនថ្ងៃត្រង់។ សូមផ្ទៀងផ្ទាត់ភ្លាម។", "km", law="មាត្រា ៣៧៧", basis=("VNKH-MLA", "4"),
    urgency="IMMEDIATE", urgency_ground="LEAVING", asks=("WHEREABOUTS",), whom="Trực ban C02",
)  # fmt: skip
BUS_PASSENGER = Story(
    "VN", "KH", (_vn("Đỗ Thị Ví Dụ"), _km("ដូ ធី វីយូ")), "2011", "VN",
    "Cháu bé có thể đang trên xe khách Mộc Bài – Phnôm Pênh, khởi hành 7 giờ. Đề nghị kiểm tra ngay.", "vi",
    purpose="MISSING", role="MISSING", offence="", urgency="IMMEDIATE", urgency_ground="CHILD", asks=("WHEREABOUTS",),
    whom="មន្ត្រីប្រចាំការ",
)  # fmt: skip
# Two parties: a dossier for each under one reference, and one joint dossier.
RENTED_CARS = Story(
    "VN", "KH", (), "", "VN", "Xe thuê tại Huế không được trả, có thể đã qua biên giới. Đề nghị xác minh.", "vi",
    offence="FRAUD", law="Điều 175 Bộ luật Hình sự", basis=("ASEAN-MLAT", "1"), kind="vehicle", asks=("CROSSINGS", "LOCATE"),
    things=(Asked(role="VEHICLE", subject=Vehicle(type="CAR", plate="75A-041.70", country="VN", model="Ví Dụ 1.5")),),
    also=("LA",),
)  # fmt: skip
MISSING_WORKER = Story(
    "KH", "VN", (_km("ញ៉ែម គំរូ"), PersonName(script="Latn", language="km", name="Nhem Kumru")), "1998-06", "KH",
    "គ្រួសារបាត់ទំនាក់ទំនងតាំងពីថ្ងៃទី១។ អាចកំពុងធ្វើការនៅវៀតណាម ឬឡាវ។", "km", purpose="MISSING", role="MISSING", offence="",
    also=("LA",), joint=True,
)  # fmt: skip


def form(story: Story) -> RequestForm:
    """The story as a filled-in form."""
    criminal = bool(story.offence)
    documents = (
        (Document.model_validate({"type": "PASSPORT", "number": story.passport, "country": story.nationality}),)
        if story.passport
        else ()
    )
    subjects = story.things
    if story.names:
        person = Person(
            names=story.names, birth_date=story.birth_date, nationality=(story.nationality,), documents=documents
        )
        subjects = (Asked(role=story.role, subject=person, held=_held(story)), *subjects)
    return RequestForm(
        request_kind=story.kind,
        addressee=story.addressee,
        to_office=DESKS[story.addressee],
        also=tuple(Addressee(party=one, office=DESKS[one]) for one in story.also),
        joint=story.joint,
        purpose=story.purpose,
        urgency=story.urgency,
        urgency_ground=story.urgency_ground,
        asks=story.asks or (("WHEREABOUTS", "ADDRESS") if criminal else ("WHEREABOUTS",)),
        subjects=subjects,
        graded=GRADED,
        offences=(Offence(code=story.offence, penalty=Penalty(kind="term", months=84)),) if criminal else (),
        laws=(story.law,) if criminal else (),
        basis=(Basis(instrument=story.basis[0], place=story.basis[1]),) if criminal else (),
        neutrality={code.code: False for code in reference.codes("neutrality_questions")},
        language=story.language,
        text=_marked(story.text),
    )


def _marked(text: str) -> str:
    return f"[{MARK}] {text}"


def _held(story: Story) -> Held | None:
    """Held since yesterday, told of the right on the same day, and asking for the consulate."""
    if story.kind != "custody":
        return None
    day = timezone.localdate() - timedelta(days=1)
    return Held(since=day, province="LA-SV", place="ສະຫວັນນະເຂດ", notice="ASKED", told=day, by="PERSON")


def acting(party: str, seat: str) -> actions.Acting:
    """The exercise officer in a seat of this node."""
    officer = Officer.objects.get(username=f"{party.lower()}.{seat}")
    return actions.acting(officer, posts_on(officer, timezone.localdate())[0])


def prepare(ledger: Ledger, story: Story) -> UUID:
    """A complete draft at the desk."""
    return actions.save(ledger, acting(ledger.party, "desk"), form(story))


def ask(ledger: Ledger, story: Story) -> str:
    """Drafts, submits and releases a request; returns its dossier."""
    draft = prepare(ledger, story)
    actions.submit(ledger, acting(ledger.party, "desk"), draft)
    return actions.release(ledger, acting(ledger.party, "supervisor"), draft).entry.dossier


def call(ledger: Ledger, story: Story) -> str:
    """The desk has telephoned and writes it down: it leaves at once; returns its dossier."""
    said = Call(
        request_kind=story.kind, addressee=story.addressee, to_office=DESKS[story.addressee], whom=story.whom,
        called_at=ledger.now() - CALLED_AGO, purpose=story.purpose, offence=story.offence, urgency=story.urgency,
        urgency_ground=story.urgency_ground, asks=story.asks, graded=GRADED, language=story.language,
        text=_marked(story.text),
    )  # fmt: skip
    return actions.call(ledger, acting(ledger.party, "desk"), said).entry.dossier


def record(ledger: Ledger, dossier: str, story: Story) -> str:
    """The desk writes the record of its call; the supervisor releases it."""
    desk = acting(ledger.party, "desk")
    draft = actions.begin_record(ledger, desk, dossier)
    actions.save(ledger, desk, form(story).model_copy(update={"call": dossier}), draft)
    actions.submit(ledger, desk, draft)
    return actions.release(ledger, acting(ledger.party, "supervisor"), draft).entry.id


def take(ledger: Ledger, dossier: str) -> str:
    """The desk takes a request."""
    return actions.take(ledger, acting(ledger.party, "desk"), dossier)


def ask_back(ledger: Ledger, dossier: str, language: str, text: str, asks: tuple[str, ...]) -> str:
    """The desk asks back."""
    return actions.ask_back(ledger, acting(ledger.party, "desk"), dossier, asks, Words(language, text))


def give(ledger: Ledger, dossier: str, language: str, text: str) -> str:
    """The desk replies to the open question."""
    question = Clarification.objects.get(dossier=dossier, given="")
    return actions.give(ledger, acting(ledger.party, "desk"), dossier, question.asked, Words(language, text), GRADED)


def answer(
    ledger: Ledger, dossier: str, result: str, language: str, text: str, matched_by: MatchedBy = "document"
) -> str:
    """The desk answers the whole, every subject alike."""
    count = max(1, RequestState.objects.get(dossier=dossier, addressee=ledger.party).subjects)
    items = [
        AnswerItem(subject=place, result=result, handling="H1", source="A", information="2", matched_by=matched_by)
        for place in range(count)
    ]
    words = Words(language, text)
    return actions.answer(
        ledger, acting(ledger.party, "desk"), dossier, "whole", items, words, [ItemContent(subject=0)]
    )


def close(ledger: Ledger, dossier: str, usefulness: str) -> str:
    """The desk closes with a word on what the answer was worth."""
    return actions.close(ledger, acting(ledger.party, "desk"), dossier, usefulness)


def several(ledger: Ledger) -> str:
    """The reference of this party's newest request to several parties; "" where it has made none."""
    rows = RequestState.objects.filter(asker=ledger.party).order_by("-opened_at")
    return next((row.reference for row in rows if names_nobody(row.reference)), "")


def progress(ledger: Ledger, dossier: str) -> dict[str, Any]:
    """How far the walk's dossier has got here, and the newest request of this party."""
    newest = RequestState.objects.filter(asker=ledger.party).order_by("-opened_at").first()
    row = RequestState.objects.filter(dossier=dossier).first()
    return {
        "dossier": newest.dossier if newest else "",
        "opened_at": newest.opened_at.isoformat() if newest else "",
        "opened": row is not None,
        "taken": bool(row and row.taken_at),
        "answered": bool(row and row.answered_at),
    }
