// What the page says, in both languages, and how it writes numbers and times.

const WORDS = {
  en: {
    title: "İleti Merkezi simulator",
    subtitle: "No real SMS is sent.",
    live: "Live",
    away: "Simulator is not running",
    clear: "Clear",
    language: "Language",
    phones: "Phones",
    recipients: "Recipients",
    messages: "Messages",
    all: "All",
    allPhones: "All phones",
    nPhones: (n) => (n === 1 ? "1 phone" : `${n} phones`),
    nMessages: (n) => (n === 1 ? "1 message" : `${n} messages`),
    empty: "No messages yet",
    emptyHint: "In Home Assistant, enter this address and the API key and hash from the terminal:",
    off: "This phone is off",
    offNote: "Off",
    free: "Can't send messages",
    provider: "Provider responses",
    howOften: "Duration",
    always: "Until changed",
    once: "Next request only",
    line: "Connection down",
    lineNote: "Every connection to the provider fails.",
    account: "Account",
    credit: "Credit",
    pays: (n) => `enough for ${n} SMS`,
    empties: "Set to 0",
    allow: "Allow API access",
    senders: "Approved senders",
    blocked: "Blocked numbers",
    deliverAfter: "Delivery time",
    seconds: (n) => (n === 0 ? "immediately" : `${n} seconds`),
    never: "never",
    log: "Latest responses",
    noAnswers: "No requests yet.",
    counts: (c) => `${c.requests} requests · ${c.messages} SMS`,
    to: "to",
    parts: (n) => `${n} SMS`,
    order: (id) => `Order ${id}`,
    110: "sending",
    111: "delivered",
    112: "not delivered",
    noAnswer: "no response",
    endpoint: { send: "Send", balance: "Balance", senders: "Senders", report: "Report", unknown: "Unknown address" },
    // The provider only speaks Turkish; this goes below its words.
    meaning: {
      200: "accepted", 400: "request not understood", 401: "wrong credentials", 402: "not enough credit",
      404: "no such address", 422: "invalid value", 450: "sender not approved", 451: "repeated order",
      452: "invalid recipient", 453: "text too long", 454: "empty text", 455: "unknown order",
      456: "too early for a report", 459: "empty sender", 460: "sender too long or with Turkish letters",
      466: "invalid number", 468: "İYS not set up", 469: "no İYS list", 470: "no İYS code",
      503: "out of service",
    },
    preset: {
      works: ["Works", "Accepts correct requests."],
      401: ["Wrong credentials", "API key and hash are rejected."],
      402: ["No credit", "The balance is too low."],
      450: ["Sender not approved", "The sender is rejected."],
      451: ["Repeated order", "Same text within 10 minutes."],
      452: ["Invalid recipient", "A number is rejected."],
      453: ["Text too long", "More than 7 SMS."],
      503: ["Out of service", "Temporarily unavailable."],
      portal: ["Captive portal", "A Wi-Fi login page responds."],
      timeout: ["Timeout", "Never responds."],
      lost: ["Response lost", "The SMS is still sent."],
    },
    fault: {
      drop: "Connection closed without a response", reset: "Connection reset without a response",
      hang: "Timeout: no response", truncated: "Half a response", cut_off: "Response cut off",
      html_200: "Login page of a captive portal", empty_200: "Empty response",
      wrong_charset: "Response in the wrong charset", huge: "100 MB response", drip: "Response byte by byte",
      redirect: "Redirect to another address", entity_bomb: "XML with growing entities",
      no_order_id: "Success without an order ID", http_status: "The web server's own error page",
      line_cut: "Connection down",
    },
    custom: "A fault set outside this page is active.",
    failed: "This value is invalid.",
  },
  tr: {
    title: "İleti Merkezi simülatörü",
    subtitle: "Gerçek SMS gönderilmez.",
    live: "Canlı",
    away: "Simülatör çalışmıyor",
    clear: "Temizle",
    language: "Dil",
    phones: "Telefonlar",
    recipients: "Alıcılar",
    messages: "Mesajlar",
    all: "Tümü",
    allPhones: "Tüm telefonlar",
    nPhones: (n) => `${n} telefon`,
    nMessages: (n) => `${n} mesaj`,
    empty: "Henüz mesaj yok",
    emptyHint: "Home Assistant'ta bu adresi ve terminaldeki API anahtarı ile hash değerini girin:",
    off: "Bu telefon kapalı",
    offNote: "Kapalı",
    free: "Mesaj gönderemez",
    provider: "Sağlayıcının yanıtları",
    howOften: "Süre",
    always: "Değiştirilene kadar",
    once: "Yalnızca sonraki istek",
    line: "Bağlantı kesik",
    lineNote: "Sağlayıcıya hiçbir bağlantı kurulamaz.",
    account: "Hesap",
    credit: "Bakiye",
    pays: (n) => `${n} SMS'e yeter`,
    empties: "0 yap",
    allow: "API erişimine izin ver",
    senders: "Onaylı gönderici adları",
    blocked: "Engelli numaralar",
    deliverAfter: "Ulaşma süresi",
    seconds: (n) => (n === 0 ? "hemen" : `${n} saniye`),
    never: "hiç ulaşmaz",
    log: "Son yanıtlar",
    noAnswers: "Henüz istek gelmedi.",
    counts: (c) => `${c.requests} istek · ${c.messages} SMS`,
    to: "alıcı",
    parts: (n) => `${n} SMS`,
    order: (id) => `Sipariş ${id}`,
    110: "gönderiliyor",
    111: "iletildi",
    112: "iletilemedi",
    noAnswer: "yanıt yok",
    endpoint: { send: "Gönderim", balance: "Bakiye", senders: "Gönderici adları", report: "Rapor", unknown: "Bilinmeyen adres" },
    meaning: {},
    preset: {
      works: ["Çalışıyor", "Doğru istekleri kabul eder."],
      401: ["Erişim bilgileri hatalı", "API anahtarı ve hash reddedilir."],
      402: ["Kredi yetersiz", "Bakiye SMS ücretine yetmez."],
      450: ["Gönderici adı onaylı değil", "Gönderici adı reddedilir."],
      451: ["Tekrarlanan sipariş", "10 dakika içinde aynı metin."],
      452: ["Alıcı geçersiz", "Bir numara reddedilir."],
      453: ["Metin çok uzun", "7 SMS'i aşar."],
      503: ["Hizmet dışı", "Geçici olarak hizmet veremez."],
      portal: ["Giriş sayfası", "Wi-Fi giriş sayfası yanıt verir."],
      timeout: ["Zaman aşımı", "Yanıt hiç gelmez."],
      lost: ["Yanıt kaybolur", "SMS yine de gönderilir."],
    },
    fault: {
      drop: "Bağlantı yanıtsız kapandı", reset: "Bağlantı yanıtsız sıfırlandı",
      hang: "Zaman aşımı: yanıt yok", truncated: "Yarım yanıt", cut_off: "Yanıt yarıda kesildi",
      html_200: "Wi-Fi giriş sayfası", empty_200: "Boş yanıt",
      wrong_charset: "Yanlış karakter kodlaması", huge: "100 MB yanıt", drip: "Bayt bayt yanıt",
      redirect: "Başka adrese yönlendirme", entity_bomb: "Büyüyen XML varlıkları",
      no_order_id: "Sipariş numarası olmayan başarılı yanıt", http_status: "Web sunucusunun kendi hata sayfası",
      line_cut: "Bağlantı kesik",
    },
    custom: "Bu sayfanın dışında ayarlanan bir hata etkin.",
    failed: "Bu değer geçersiz.",
  },
};

const STORED = "iletimerkezi-simulator-language";

let language = first();

/** The language to begin with: asked for, chosen before, or the browser's. */
function first() {
  const wanted = [
    new URLSearchParams(location.search).get("lang"),
    localStorage.getItem(STORED),
    ...navigator.languages,
  ];
  for (const tag of wanted) {
    const code = tag?.slice(0, 2).toLowerCase();
    if (code in WORDS) return code;
  }
  return "en";
}

export function currentLanguage() {
  return language;
}

export function chooseLanguage(code) {
  language = code;
  localStorage.setItem(STORED, code);
  const url = new URL(location.href);
  url.searchParams.set("lang", code);
  history.replaceState(null, "", url);
}

/** One entry of the current language, e.g. word("preset", 401). */
export function word(...path) {
  return path.reduce((entry, name) => entry?.[name], WORDS[language]);
}

/** Write the fixed words of the page. */
export function writeWords() {
  document.documentElement.lang = language;
  document.title = word("title");
  for (const element of document.querySelectorAll("[data-word]")) {
    element.textContent = word(element.dataset.word);
  }
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", word(element.dataset.label));
  }
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === language));
  }
}

/** 5301234567 as people read it: +90 530 123 45 67. */
export function phoneNumber(number) {
  const groups = /^(\d{3})(\d{3})(\d{2})(\d{2})$/.exec(number);
  return groups ? `+90 ${groups.slice(1).join(" ")}` : number;
}

export function clockTime(seconds, { withSeconds = true } = {}) {
  return new Date(seconds * 1000).toLocaleTimeString("tr-TR", {
    hour: "2-digit",
    minute: "2-digit",
    second: withSeconds ? "2-digit" : undefined,
    hour12: false,
  });
}

export function dayName(seconds) {
  return new Date(seconds * 1000).toLocaleDateString(language, {
    weekday: "long",
    day: "numeric",
    month: "long",
  });
}

/** An amount of lira with as many decimals as it has. */
export function lira(amount) {
  return `${Number(amount).toLocaleString(language)} ₺`;
}

export function wholeNumber(number) {
  return number.toLocaleString(language);
}
