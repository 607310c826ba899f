"""Lines that blog software itself writes around a post, by platform and by what they say of the page.

For pages of which only the text is left, line by line. A line is compared folded (case, white space, closing dots and colons);
where it carries a name or a number, a pattern says so. A new language is a few more words in the lists.
"""

from functools import lru_cache

from scraper.extraction.body.line_book import Kind, LineBook, WidgetLines

_NOT_LIKED = r"""
    .{0,60}(?:post not marked as liked|beitrag nicht als „gefällt mir“ markiert|post non marqué comme aimé|
    entrada no marcada con me gusta|post não marcado como curtido|il post non è contrassegnato con mi piace|
    post niet als leuk gemarkeerd|пост не отмечен как понравившийся|הפוסט לא סומן בלייק|「いいね！」未済の記事|
    文章未被標記為喜歡|게시물 좋아요 취소됨)
"""

WIX = WidgetLines(
    "wix",
    author_first=True,
    lines={
        Kind.HEADER: """
            top of page | Use tab to navigate through the menu items | All Posts | Log In / Registrieren | Anmelden / Registrieren
            Alle Beiträge | haut de page | Tous les posts | Se connecter / S'inscrire | Todas las entradas | Todos los posts
            Todos os posts | Tutti i post | Alle posts | Wszystkie posty | Все посты | כל הפוסטים | 全ての記事 | すべての記事 | 所有文章
            전체 게시물
        """,
        Kind.BYLINE: "Writer | Admin | Autor | Auteur | Redactor | Escritor",
        Kind.RELATED: """
            See All | Alle ansehen | Voir tout | Ver todo | Ver tudo | Mostra tutti | Alles weergeven | Zobacz wszystkie | Смотреть все
            הצג הכול | すべて表示 | 查看全部 | 전체 보기
        """,
        Kind.COMMENT_BOX: """
            Write a comment | Commenting has been turned off
            Commenting on this post isn't available anymore. Contact the site owner for more info | Sort by | Newest | Oldest
            Kommentar verfassen | Die Kommentarfunktion wurde abgeschaltet | Rédigez un commentaire | Escribir un comentario
            Escreva um comentário | Scrivi un commento | Plaats een opmerking | Napisz komentarz | Написать комментарий | כתיבת תגובה
            כתוב תגובה | コメントを書く | コメント機能がオフになっています。 | 撰寫留言 | 댓글 쓰기
        """,
        Kind.PAGE_END: "bottom of page | bas de page",
    },
    patterns={
        Kind.HEADER: r"(?:post|beitrag|article|entrada|artigo|пост|פוסט|記事|文章|게시물)\s*[:：]\s*blog\d*[_ ]?post",
        Kind.POST_END: _NOT_LIKED,
    },
    marks=_NOT_LIKED
    + r"""
        (?:top|bottom) of page
        .{3,12}[:：]\s*blog\d*[_ ]?post
        use tab to navigate through the menu items
        write a comment|rédigez un commentaire|escribir un comentario|escreva um comentário|scrivi un commento|plaats een opmerking|
        napisz komentarz
        написать комментарий|כתיבת תגובה|コメントを書く|撰寫留言|댓글 쓰기
    """,
)

WORDPRESS = WidgetLines(
    "wordpress",
    lines={
        Kind.INLINE: "Advertisements | Report this ad | Like Loading | Like this | Sponsored Content",
        Kind.SHARE: "Published by | J'aime ça | Me gusta esto",
        Kind.POST_END: """
            Beitrags-Navigation | Beitragsnavigation | Kommentar verfassen | Navigation des articles | Navegación de entradas
            Deja un comentario | Navegação de Post | Navigazione articoli | Berichtnavigatie | Nawigacja wpisu | Dodaj komentarz
            Навигация по записям | Добавить комментарий | ניווט ברשומות | כתיבת תגובה | 投稿ナビゲーション | コメントを残す | 文章导航
            发表回复 | 文章導覽 | 發佈留言
        """,
        Kind.COMMENT_BOX: """
            Cancel reply | Post Comment | Antworten abbrechen | Notify me of new comments via email | Notify me of new posts via email
            Your comment is awaiting moderation
        """,
    },
    patterns={
        Kind.INLINE: r"""
            click to (?:share|print|email).{0,80}\(opens in new window\).*
            .{0,60}\bopens in new window\b.*
            klick(?:en)?,? um .{0,80}wird in neuem fenster geöffnet.*
        """,
        Kind.COMMENT_BOX: r"""
            your email address will not be published.*
            (?:name|email|website)\s*\*?
            save my name, email.*
            deine e-mail-adresse wird nicht veröffentlicht.*
            log ?ged in as .{1,80}
        """,
        Kind.SHARE: r"view all posts by .{1,80}",
        Kind.POST_END: r"""
            (?:leave a (?:reply|comment)|schreibe einen kommentar|laisser un commentaire|deja una respuesta|deixe um comentário|
            lascia un commento|plaats een reactie)\b.{0,80}
        """,
    },
    marks=r"""
        leave a reply\b.{0,80}
        proudly powered by wordpress.*
        .*(?:blog|website) at wordpress\.com.*
        like loading
        post navigation
        .{0,60}\(opens in new window\).*
    """,
)

BLOGGER = WidgetLines(
    "blogger",
    lines={
        Kind.SHARE: """
            Email This | BlogThis! | Share to Twitter | Share to X | Share to Facebook | Share to Pinterest | Get link | Other Apps
        """,
        Kind.POST_END: """
            Newer Post | Post Comments (Atom) | Links to this post | Neuerer Post | Älterer Post
            Kommentar veröffentlichen | Article plus récent | Article plus ancien | Enregistrer un commentaire | Entrada más reciente
            Entrada antigua | Publicar un comentario | Postagem mais recente | Postagem mais antiga | Postar um comentário
            Post più recente | Post più vecchio | Posta un commento | Следующее | Предыдущее | Отправить комментарий | 次の投稿
            前の投稿 | コメントを投稿 | 较新的博文 | 较早的博文 | 发表评论
        """,
        Kind.COMMENT_BOX: "Add comment | Load more | ReplyDelete | This comment has been removed by the author",
    },
    patterns={
        Kind.SHARE: r"email this\s*blogthis!.*",
        Kind.POST_END: r"(?:newer post)?\s*(?:older post)\s*(?:home)?|subscribe to\s*:\s*post comments.*",
    },
    marks=r"""
        email this\s*blogthis!.*
        blogthis!
        powered by blogger.*
        subscribe to\s*:\s*post comments.*
        post comments \(atom\)
    """,
)

GHOST = WidgetLines(
    "ghost",
    lines={
        Kind.POST_END: """
            Sign up for more like this | This post is for subscribers only | This post is for paying subscribers only
            Enter your email
        """,
        Kind.RELATED: "See all posts",
    },
    patterns={
        Kind.POST_END: r"subscribe to .{1,60}\bnewsletter|member discussion.*",
    },
    marks=r"""
        powered by ghost
        sign up for more like this
        this post is for (?:paying )?subscribers only
        member discussion.*
    """,
)

SUBSTACK = WidgetLines(
    "substack",
    author_first=True,
    has_subtitle=True,
    lines={
        Kind.INLINE: "Subscribe now | Share this post | Give a gift subscription | Get more from",
        Kind.POST_END: """
            Ready for more? | Previous | Next | Comments Restacks | Top | Latest | Discussions
        """,
        Kind.PAGE_END: "Substack is the home for great culture | Start your Substack | Get the app | Start writing",
    },
    patterns={
        Kind.INLINE: r"""
            thanks for reading .{1,120}subscribe for free to receive new posts.*
            .{1,120}is a reader-supported publication\. to receive new posts.*
        """,
        Kind.COMMENT_BOX: r"expand full comment|\d+ repl(?:y|ies)(?: by .{1,80})?|restacks|liked by .{1,80}",
    },
    marks=r"""
        start your substack
        substack is the home for great culture
        .{1,120}is a reader-supported publication\. .*
        discussion about this post
        ready for more\?
    """,
)

SQUARESPACE = WidgetLines(
    "squarespace",
    lines={
        Kind.POST_END: "Newer Post | Older Post | Previous | Next",
        Kind.COMMENT_BOX: """
            Newest First | Oldest First | Newest First Oldest First | Most Liked | Preview | Post Comment | Preview Post Comment
        """,
    },
    marks=r"""
        powered by squarespace
        newest first(?:\s*oldest first.*)?
        preview\s*post comment.*
    """,
)

MEDIUM = WidgetLines(
    "medium",
    author_first=True,
    has_subtitle=True,
    lines={
        Kind.HEADER: "Open in app | Write | Get unlimited access | Member-only story | Top highlight",
        Kind.BYLINE: "Follow | Listen | Following",
        Kind.POST_END: """
            Written by | Recommended from Medium | Get the Medium app
            Sign up to discover human stories that deepen your understanding of the world
        """,
        Kind.PAGE_END: "Text to speech",
    },
    patterns={
        Kind.INLINE: r"you have \d+ free member-only stor(?:y|ies) left this month\..*",
        Kind.POST_END: r"more from .{1,80}|published in .{1,80}|written by .{1,80}|[\d.,k]+ followers",
    },
    marks=r"""
        open in app
        member-only story
        you have \d+ free member-only stor.*
        (?:more|recommended) from medium
        get the medium app
    """,
)

ANY = WidgetLines(
    "any",
    lines={
        Kind.HEADER: """
            Home | About | About us | Contact | Contact us | FAQ | Archives | Startseite | Über mich | Über uns | Kontakt | Accueil
            À propos | Inicio | Contacto | Início | Sobre | Contato | Chi siamo | Contatti | Over ons | Strona główna | Главная | Контакты
            דף הבית | צור קשר | ホーム | お問い合わせ | 首页 | 首頁 | 关于 | 關於 | 홈
            Menu | Close | More | Search | Log In | Sign In | Sign Up | Log in / Sign up | Subscribe | Skip to content
            Skip to main content | Toggle navigation | Skip to primary content | Skip to secondary content | Skip to navigation
            Main menu | Open menu | Close menu | Search for | Menü | Suche | Suchen | Anmelden | Zum Inhalt springen | Rechercher
            Connexion | Aller au contenu | Buscar | Iniciar sesión | Saltar al contenido | Pesquisar | Pular para o conteúdo | Cerca
            Accedi | Vai al contenuto | Zoeken | Spring naar inhoud | Szukaj | Поиск | Перейти к содержимому | Меню | חיפוש | תפריט
            דלג לתוכן | 検索 | メニュー | コンテンツへスキップ | ログイン | 搜索 | 搜尋 | 菜单 | 跳至内容 | 검색 | 메뉴
        """,
        Kind.SHARE: """
            Share | Share this | Share this post | Share on Facebook | Share on Twitter | Facebook | Twitter | LinkedIn | Pinterest
            WhatsApp | Tweet | Email | Print | Copy link | Teilen | Teilen mit | Teilen Sie dies mit | Partager | Compartir
            Compartilhar | Condividi | Delen | Udostępnij | Поделиться | שתף | שתפו | シェア | 共有 | 分享 | 공유
        """,
        Kind.RELATED: """
            Recent Posts | Related Posts | Related | Related Articles | Read more | Read next | You might also like | You may also like
            More from this blog | More posts | Popular posts | Ähnliche Beiträge | Verwandte Artikel | Aktuelle Beiträge
            Das könnte dich auch interessieren | Neueste Beiträge | Articles similaires | Posts récents | Articles récents
            Entradas recientes | Entradas relacionadas | Posts recentes | Posts relacionados | Post recenti | Articoli correlati
            Recente blogposts | Gerelateerd | Ostatnie posty | Podobne wpisy | Недавние посты | Похожие записи | Свежие записи
            פוסטים אחרונים | פוסטים קשורים | 最新記事 | 関連記事 | 関連 | 最近の投稿 | 最新文章 | 相关文章 | 相關文章 | 近期文章
            최근 게시물 | 관련 글 | Related Entries | Powiązane wpisy | Relaterade inlägg | Relaterte innlegg | Relaterede indlæg
            Aiheeseen liittyvät | Související články | Podobné články | Kapcsolódó bejegyzések | Kapcsolódó cikkek | İlgili yazılar
            Benzer yazılar | Bài viết liên quan | Artikel terkait | Tulisan terkait | Articole similare | Схожі записи | Схожі статті
            Похожие статьи | Σχετικά άρθρα | مطالب مرتبط | نوشته‌های مرتبط | مقالات ذات صلة | مواضيع ذات صلة | บทความที่เกี่ยวข้อง
            संबंधित लेख | 相关日志 | 相关阅读 | 猜你喜欢 | 您可能也喜欢 | 您也许想再看看这些 | あわせて読みたい
        """,
        Kind.COMMENTS: """
            Comments | Discussion about this post | Responses | Kommentare | Commentaires | Comentarios | Comentários | Commenti
            Reacties | Opmerkingen | Komentarze | Комментарии | תגובות | コメント | 評論 | 评论 | 留言 | 댓글 | Kommentarer | Kommentit
            Komentáře | Komentáre | Hozzászólások | Yorumlar | Bình luận | Komentar | Comentarii | Σχόλια | Коментарі | التعليقات
            تعليقات | نظرات | دیدگاه‌ها | ความคิดเห็น | टिप्पणियाँ
        """,
        Kind.POST_END: """
            Leave a comment | Post a comment | Add a comment | Leave a reply | Join the conversation | Share your thoughts
            Previous post | Next post | Post navigation
        """,
        Kind.COMMENT_BOX: """
            Reply | Replies | Like | Delete | Report | Edit | Edited | Loading | Show more | Log in to reply | Report abuse | Antworten
            Antwort | Gefällt mir | Répondre | J'aime | Responder | Me gusta | Curtir | Rispondi | Mi piace | Beantwoorden
            Vind ik leuk | Odpowiedz | Ответить | Нравится | השב | הגב | אהבתי | 返信 | いいね | 回复 | 回覆 | 답글 | 좋아요
        """,
        Kind.PAGE_END: """
            Back to top | Privacy Policy | Terms of Service | Impressum | Datenschutz | Mentions légales
        """,
        Kind.OWN: """
            Further reading | Further reading and sources consulted | Sources | Sources consulted | References | Bibliography
            Works cited | Notes | Footnotes | Endnotes | Acknowledgements | Acknowledgments | Links | Credits | About the author
            Postscript | Quellen | Quellenangaben | Literatur | Weiterführende Literatur | Anmerkungen | Fußnoten | Über die Autorin
            Über den Autor | Sources et références | Références | Bibliographie | Pour aller plus loin | Fuentes | Referencias
            Bibliografía | Fontes | Referências | Fonti | Bibliografia | Riferimenti | Bronnen | Literatuur | Źródła | Источники
            Литература | Примечания | מקורות | לקריאה נוספת | ביבליוגרפיה | הערות | 参考文献 | 参考 | 出典 | 脚注 | 参考资料 | 參考資料
            延伸阅读 | 延伸閱讀 | 참고 문헌
        """,
    },
    patterns={
        Kind.BYLINE: r"""
            \d{1,3}\s*[-–]?\s*min(?:ute)?s?\.?(?:\s+(?:read|lecture|de lecture|de lectura|de leitura|di lettura|lesezeit|leestijd|
            czytania))?
            (?:lesezeit|tempo di lettura|temps de lecture|tiempo de lectura|tempo de leitura|czas czytania|reading time|
            zeit zum lesen)\s*:?\s*\d{1,3}\s*(?:min\w*)?\.?
            \d{1,3}\s*(?:minuten om te lezen|minut(?:y|a)? czytania|мин\.?\s*(?:чтения|на чтение)|분 분량|분 읽기)
            время чтения\s*:?\s*\d{1,3}\s*мин\w*\.?
            זמן קריאה:?\s*(?:\d{1,3} דקות|דקה 1)
            (?:読了時間|読了)\s*[:：]\s*(?:約\s*)?\d{1,3}\s*分
            (?:讀畢需時|阅读时间|閱讀時間|预计阅读)\s*[:：]?\s*\d{1,3}\s*(?:分鐘|分钟)
        """,
        Kind.COMMENTS: r"""
            (?:comments?|responses?|kommentare?|commentaires?|comentarios?|comentários?|commenti|reacties|комментари\w+|תגובות|コメント|
            评论|評論|留言|댓글)\s*[(（]\s*\d+\s*[)）]
            \d+\s+(?:comments?|responses|replies|thoughts?|kommentare?|gedanken?|commentaires?|comentarios?|comentários?|commenti|
            reacties|комментари\w+)(?:\s+(?:on|to|zu|sur|en|em|su|op)\s.*)?
            (?:one|no)\s+(?:comment|response|thought|reply)s?(?:\s+(?:on|to)\s.*)?
        """,
        Kind.TAGS: r"""
            (?:tags?|tagged|labels?|categor(?:y|ies)|filed under|posted in|topics|schlagw[oö]rter|kategorien?|étiquettes|catégories?|
            etiquetas|categorías?|categorias?|tag|marcadores|categorie|теги|метки|рубрик[аи]|תגיות|קטגוריות|タグ|カテゴリー?|标签|標籤|
            分类|分類|태그|카테고리)(?:\s*[:：].*)?
            (?:tagged|posted in|filed under)\s+.{1,200}
        """,
        Kind.PAGE_END: r"""
            (?:©|\(c\)|copyright\b).{0,160}
            .{0,120}\ball rights reserved\.?
            (?:proudly )?powered by .{1,60}
        """,
    },
)

WIDGET_LINES = (WIX, WORDPRESS, BLOGGER, GHOST, SUBSTACK, SQUARESPACE, MEDIUM, ANY)


@lru_cache(maxsize=8)
def line_book(platforms: frozenset[str] | None = None) -> LineBook:
    """The book of the named platforms and of what all of them share; of every platform by default."""
    return LineBook(w for w in WIDGET_LINES if platforms is None or w.platform in platforms or w is ANY)
