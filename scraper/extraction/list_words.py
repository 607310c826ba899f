"""Words by which lists of posts say what their links are, in the languages that blogs are written in."""

import re
from collections.abc import Iterable

_OLDER = (
    "older|older posts|older entries|previous|previous page|previous posts|previous entries|earlier|next|next page|more posts|load more",
    "ältere|ältere beiträge|ältere artikel|nächste|nächste seite|weiter",
    "suivant|suivante|suivants|page suivante|articles plus anciens|articles précédents",
    "siguiente|página siguiente|anteriores|entradas antiguas|entradas anteriores",
    "próximo|próxima|próxima página|postagens mais antigas|posts antigos",
    "successivo|successiva|pagina successiva|post più vecchi|volgende|oudere berichten|starsze wpisy|następna",
    "следующая|далее|старые записи|предыдущие|下一页|下一頁|上一页|较早的文章|次へ|次のページ|前のページ|다음|이전",
)
_ARCHIVE = (
    "archive|archives|post archive|blog archive|blog archives|full archive|full archives|complete archive|complete archives",
    "all posts|all articles|all entries|all stories|timeline|history|table of contents|posts|blog|articles|writing|writings|essays",
    "journal|notes|weblog",
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
    "read more|read on|continue reading|keep reading|more|full post|comment|comments|no comments|leave a comment|permalink|link|here",
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
OLDER = re.compile(rf"^\W*(?:(?:{_pattern(_OLDER)})\W*(?:\d{{1,3}}\W*)?)?$", re.IGNORECASE)
ARCHIVE = re.compile(rf"^\W*(?:{_pattern(_ARCHIVE)})\W*(?:\d+\W*)?$", re.IGNORECASE)
NO_TITLE = re.compile(  # and none is a time of day, nor what says of what there is more, for those who hear the page
    rf"^\W*(?:\d+\W*)?(?:{_pattern(_NO_TITLE)}|\d\d\s*[ap]\.?m\.?)?\W*$|^\d\d?:\d\d$|^(?:read more about|continue reading)\s", re.IGNORECASE
)
