// What the page says, in both languages, and how it writes numbers and times.

const WORDS = {
  en: {
    title: "İleti Merkezi, simulated",
    subtitle: "Nothing here sends a real SMS.",
    live: "Live",
    away: "Simulator not running",
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
    emptyHint: "In Home Assistant, enter this address with the key and hash from the terminal:",
    off: "This phone is switched off",
    offNote: "Switched off",
    free: "Receive only",
    provider: "How the provider behaves",
    howOften: "How often",
    always: "Until changed",
    once: "Next request only",
    line: "Line cut",
    lineNote: "Every connection to the provider breaks off.",
    account: "Account",
    credit: "Credit",
    pays: (n) => `pays for ${n} SMS`,
    empties: "Empty",
    allow: "API access allowed",
    senders: "Approved senders",
    blocked: "Blocked numbers",
    deliverAfter: "Delivered after",
    seconds: (n) => (n === 0 ? "at once" : `${n} seconds`),
    never: "never",
    log: "Last answers",
    noAnswers: "Nobody has asked yet.",
    counts: (c) => `${c.requests} requests · ${c.messages} SMS`,
    to: "to",
    parts: (n) => `${n} SMS`,
    order: (id) => `Order ${id}`,
    110: "sending",
    111: "delivered",
    112: "not delivered",
    noAnswer: "no answer",
    endpoint: { send: "Send", balance: "Balance", senders: "Senders", report: "Report", unknown: "Unknown address" },
    // The provider only speaks Turkish; this goes below its words.
    meaning: {
      200: "accepted", 400: "request not understood", 401: "wrong credentials", 402: "not enough credit",
      404: "no such address", 422: "a value was refused", 450: "sender not approved", 451: "repeated order",
      452: "wrong recipient", 453: "text too long", 454: "empty text", 455: "unknown order",
      456: "too early for a report", 459: "empty sender", 460: "sender too long or with Turkish letters",
      466: "wrong number", 468: "iys missing", 469: "iysList missing", 470: "IYS code missing",
      503: "out of service",
    },
    preset: {
      works: ["Works", "Accepts correct requests."],
      401: ["Wrong credentials", "Key and hash are refused."],
      402: ["No credit", "The balance is too low."],
      450: ["Sender not approved", "The sender is refused."],
      451: ["Repeated order", "Same text within ten minutes."],
      452: ["Wrong recipient", "A number is refused."],
      453: ["Text too long", "More than seven SMS."],
      503: ["Out of service", "Temporarily not available."],
      portal: ["Captive portal", "A log-in page answers instead."],
      timeout: ["Time-out", "No answer ever comes."],
      lost: ["Answer lost", "The SMS goes out all the same."],
    },
    fault: {
      drop: "Connection closed without an answer", reset: "Connection reset without an answer",
      hang: "Time-out: no answer", truncated: "Half an answer", cut_off: "Answer broken off",
      html_200: "Log-in page of a captive portal", empty_200: "Empty answer",
      wrong_charset: "Answer in a wrong charset", huge: "Answer of 100 MB", drip: "Answer byte by byte",
      redirect: "Sent elsewhere", entity_bomb: "XML with growing entities",
      no_order_id: "Success without an order id", http_status: "The web server's own page",
      line_cut: "Line cut: connection broken off",
    },
    custom: "A fault set from outside is in force.",
    failed: "That value was not accepted.",
  },
  tr: {
    title: "İleti Merkezi simülatörü",
    subtitle: "Buradan gerçek SMS gönderilmez.",
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
    emptyHint: "Home Assistant'a bu adresi, terminaldeki anahtar ve hash ile girin:",
    off: "Bu telefon kapalı",
    offNote: "Kapalı",
    free: "Yalnızca mesaj alır",
    provider: "Sağlayıcı nasıl davransın?",
    howOften: "Ne kadar süre",
    always: "Değişene kadar",
    once: "Yalnızca sonraki istek",
    line: "Hat kesik",
    lineNote: "Sağlayıcıya giden her bağlantı kopar.",
    account: "Hesap",
    credit: "Bakiye",
    pays: (n) => `${n} SMS'e yeter`,
    empties: "Boşalt",
    allow: "API erişimine izin var",
    senders: "Onaylı başlıklar",
    blocked: "Engelli numaralar",
    deliverAfter: "Teslim süresi",
    seconds: (n) => (n === 0 ? "hemen" : `${n} saniye`),
    never: "hiçbir zaman",
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
    endpoint: { send: "Gönderim", balance: "Bakiye", senders: "Başlıklar", report: "Rapor", unknown: "Bilinmeyen adres" },
    meaning: {},
    preset: {
      works: ["Çalışıyor", "Doğru istekleri kabul eder."],
      401: ["Hatalı üyelik", "Anahtar ve hash reddedilir."],
      402: ["Bakiye yetersiz", "Sipariş ücretine yetmez."],
      450: ["Başlık onaylı değil", "Gönderici adı reddedilir."],
      451: ["Tekrar eden sipariş", "On dakika içinde aynı metin."],
      452: ["Hatalı alıcı", "Bir numara reddedilir."],
      453: ["Metin çok uzun", "Yedi SMS'i aşıyor."],
      503: ["Servis dışı", "Geçici olarak hizmet yok."],
      portal: ["Giriş sayfası", "Wi-Fi giriş sayfası yanıt verir."],
      timeout: ["Zaman aşımı", "Yanıt hiç gelmez."],
      lost: ["Yanıt kayboldu", "SMS yine de gider."],
    },
    fault: {
      drop: "Bağlantı yanıtsız kapandı", reset: "Bağlantı yanıtsız sıfırlandı",
      hang: "Zaman aşımı: yanıt yok", truncated: "Yarım yanıt", cut_off: "Yanıt yarıda kesildi",
      html_200: "Wi-Fi giriş sayfası", empty_200: "Boş yanıt",
      wrong_charset: "Yanlış karakter kodlaması", huge: "100 MB yanıt", drip: "Bayt bayt yanıt",
      redirect: "Başka adrese yönlendirme", entity_bomb: "Büyüyen XML varlıkları",
      no_order_id: "Sipariş numarasız başarı", http_status: "Web sunucusunun kendi sayfası",
      line_cut: "Hat kesik: bağlantı koptu",
    },
    custom: "Dışarıdan ayarlanmış bir hata geçerli.",
    failed: "Bu değer kabul edilmedi.",
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
