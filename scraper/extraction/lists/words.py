"""Words by which lists of posts say what their links are, in the languages that blogs are written in."""

import re
from collections.abc import Iterable

_OLDER_POSTS = (  # the word for posts in them: so no link is called but that to where a list goes on
    "older posts|older entries|older articles|previous posts|previous entries|ältere beiträge|ältere artikel|ältere einträge",
    "articles plus anciens|articles précédents|billets plus anciens|entradas antiguas|entradas anteriores|entradas más antiguas",
    "postagens mais antigas|posts antigos|post più vecchi|articoli precedenti|oudere berichten|starsze wpisy|wcześniejsze wpisy",
    "poprzednie wpisy|starší příspěvky|starší články|régebbi bejegyzések|eldre innlegg|äldre inlägg|ældre indlæg|vanhemmat kirjoitukset",
    "vanhemmat artikkelit|eski yazılar|önceki yazılar|önceki kayıtlar|bài cũ hơn|bài viết cũ hơn|tulisan lama|postingan lama",
    "articole mai vechi|παλαιότερες αναρτήσεις|παλαιότερα άρθρα|старые записи|предыдущие записи|давніші записи|попередні записи",
    "المقالات السابقة|مقالات أقدم|مواضيع أقدم|نوشته‌های قدیمی‌تر|نوشته‌های پیشین|פוסטים ישנים|רשומות ישנות|较早的文章|過去の記事へ",
)
_OLDER = (
    "older|previous|previous page|earlier|next|next page|more posts|load more",
    "ältere|nächste|nächste seite|weiter",
    "suivant|suivante|suivants|page suivante",
    "siguiente|página siguiente|anteriores",
    "próximo|próxima|próxima página",
    "successivo|successiva|pagina successiva|volgende|następna|następna strona|starsze|wcześniejsze|starší|další strana|régebbi",
    "eldre|äldre|ældre|vanhemmat|daha eski|sonraki sayfa|trang sau|berikutnya|selanjutnya|παλαιότερα|παλιότερα|наступна|старіші",
    "التالي|صفحه بعد|بعدی|הבא|เก่ากว่า|หน้าถัดไป|अगला",
    "следующая|далее|предыдущие|下一页|下一頁|上一页|次へ|次のページ|前のページ|다음|이전",
)
_ARCHIVE = (
    "archive|archives|post archive|blog archive|blog archives|full archive|full archives|complete archive|complete archives",
    "all posts|all articles|all entries|all stories|timeline|history|table of contents|posts|blog|articles|writing|writings|essays",
    "journal|notes|weblog|news",
    "neuigkeiten|aktuelles|actualités|noticias|notícias|novedades|notizie|nieuws|aktualności|новости|новини|haberler|uutiset|nyheter",
    "nyheder|novinky|hírek|tin tức|berita|νέα|أخبار|الأخبار|اخبار|חדשות|新闻|ニュース|お知らせ|소식",
    "archiv|alle beiträge|alle artikel|tous les articles|archivo|archivos|todas las entradas|arquivo|arquivos|todos os posts",
    "archivio|tutti gli articoli|archief|alle berichten|archiwum|архив|все записи|归档|歸檔|存档|文章归档|文章列表|所有文章|全部文章",
    "アーカイブ|記事一覧|過去の記事|아카이브|전체 글|전체글",
    "beiträge|artikel|billets|tous les billets|artículos|todos los artículos|entradas|artigos|todos os artigos|postagens|articoli",
    "artikelen|alle artikelen|artykuły|wszystkie wpisy|wpisy|články|všechny články|všetky články|arkiv|alla inlägg|inlägg|alle indlæg",
    "arkisto|kaikki kirjoitukset|archívum|bejegyzések|cikkek|arhiva|arhivă|toate articolele|articole|straipsniai|archyvas|arşiv|yazılar",
    "tüm yazılar|bài viết|tất cả bài viết|lưu trữ|arsip|tulisan|semua artikel|αρχείο|άρθρα|όλα τα άρθρα|блог|статьи|все статьи|записи",
    "заметки|архів|статті|усі записи|статии|الأرشيف|أرشيف|المدونة|مدونة|مقالات|المقالات|جميع المقالات|آرشیو|بایگانی|وبلاگ|بلاگ|نوشته‌ها",
    "همه نوشته‌ها|ארכיון|בלוג|מאמרים|פוסטים|כל הפוסטים|บทความ|บล็อก|บทความทั้งหมด|ब्लॉग|लेख|博客|文章|日志|ブログ|記事|블로그|글 목록",
)
_NO_TITLE = (
    "read more|read on|continue reading|keep reading|more|full post|comment|comments|no comments|leave a comment|link|here",
    "permalink|permalink to|permanent link|permanent link to",
    "weiterlesen|mehr|mehr lesen|lire la suite|leer más|seguir leyendo|leia mais|continue lendo|leggi tutto|lees verder|czytaj dalej",
    "next post|previous post|next article|previous article|newer post|older post|nächster beitrag|vorheriger beitrag",
    "article suivant|article précédent|entrada siguiente|entrada anterior|próximo post|post anterior|articolo successivo",
    "следующая запись|предыдущая запись|上一篇|下一篇|前の記事|次の記事|이전 글|다음 글",
    "lue lisää|läs mer|læs mere|les mer|číst dál|čítat ďalej|olvass tovább|citește mai mult|devamını oku|xem thêm|đọc tiếp",
    "baca selengkapnya",
    "διαβάστε περισσότερα|читати далі|اقرأ المزيد|إقرأ المزيد|ادامه مطلب|קרא עוד|המשך קריאה|อ่านต่อ|और पढ़ें",
    "читать далее|阅读全文|阅读更多|閱讀全文|續讀|続きを読む|もっと読む|더 보기|더보기",
)


def _pattern(lines: Iterable[str]) -> str:
    words = "|".join(lines).split("|")
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


# A word alone, with arrows, brackets or a number around it: "Previous 20".
OLDER_POSTS = re.compile(rf"^\W*(?:{_pattern(_OLDER_POSTS)})\W*$", re.IGNORECASE)
OLDER = re.compile(rf"^\W*(?:(?:{_pattern((*_OLDER, *_OLDER_POSTS))})\W*(?:\d{{1,3}}\W*)?)?$", re.IGNORECASE)
ARCHIVE = re.compile(rf"^\W*(?:{_pattern(_ARCHIVE)})\W*(?:\d+\W*)?$", re.IGNORECASE)
NO_TITLE = re.compile(  # and none is a time of day, nor what says of what there is more, for those who hear the page
    rf"^\W*(?:\d+\W*)?(?:{_pattern(_NO_TITLE)}|\d\d\s*[ap]\.?m\.?)?\W*$|^\d\d?:\d\d$|^(?:read more about|continue reading)\s", re.IGNORECASE
)
