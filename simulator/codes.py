"""The provider's status codes and their Turkish messages.

The simulator has a table of its own: sharing the component's would hide a
mistake in it.
"""

from typing import Final

OK: Final = 200
BAD_REQUEST: Final = 400
UNAUTHORIZED: Final = 401
NO_CREDIT: Final = 402
NOT_FOUND: Final = 404
BAD_VALUES: Final = 422
SENDER_NOT_APPROVED: Final = 450
REPEATED: Final = 451
BAD_RECIPIENTS: Final = 452
TOO_LONG: Final = 453
EMPTY_TEXT: Final = 454
UNKNOWN_ORDER: Final = 455
REPORT_TOO_EARLY: Final = 456
EMPTY_SENDER: Final = 459
BAD_SENDER: Final = 460
IYS_MISSING: Final = 468
IYS_LIST_MISSING: Final = 469
IYS_CODE_MISSING: Final = 470
UNAVAILABLE: Final = 503

TEXTS: Final = {
    OK: "İşlem başarılı",
    BAD_REQUEST: "İstek çözümlenemedi",
    UNAUTHORIZED: "Üyelik bilgileri hatalı",
    NO_CREDIT: "Bakiye yetersiz",
    NOT_FOUND: "API istek yapılan yönteme sahip değil",
    BAD_VALUES: "İstek içerisindeki değerler doğrulanamadı",
    SENDER_NOT_APPROVED: "Gönderilen başlık kullanıma uygun değil",
    REPEATED: "Tekrar eden sipariş",
    BAD_RECIPIENTS: "Mesaj alıcıları hatalı",
    TOO_LONG: "Sipariş boyutu aşıldı",
    EMPTY_TEXT: "Mesaj metni boş",
    UNKNOWN_ORDER: "Sipariş bulunamadı",
    REPORT_TOO_EARLY: "Sipariş gönderim tarihi henüz gelmedi",
    EMPTY_SENDER: "Başlık kısmı boş olamaz",
    BAD_SENDER: "Başlık 11 karakterden fazla olmamalı ve Türkçe karakter içermemelidir",
    466: "Hatalı numara",
    IYS_MISSING: "iys ayarı eksik",
    IYS_LIST_MISSING: "iysList seçimi eksik",
    IYS_CODE_MISSING: "IYS kodu eksik",
    UNAVAILABLE: "Sunucu geçici olarak servis dışı",
}


def text_of(code: int) -> str:
    """Return the message of a code, also of an unknown one."""
    return TEXTS.get(code, f"Bilinmeyen hata ({code})")
