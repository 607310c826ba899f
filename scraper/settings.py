"""Scrapy's settings for every spider of ours, each with its reason. ``-s NAME=VALUE`` overrides any of them as usual."""

from contextlib import suppress
from importlib.metadata import PackageNotFoundError, metadata

from scraper import items


def user_agent(contact: str | None = None) -> str:
    """Who we are, honestly: name, version, and where to complain (a URL or mail address)."""
    version, pages = "source", []  # of a checkout that is not installed
    with suppress(PackageNotFoundError):
        package = metadata("blogarchive")
        version, pages = package["Version"], [url.partition(",")[2].strip() for url in package.get_all("Project-URL") or []]
    where = contact or next(iter(pages), None)
    return f"blogarchive/{version}" + (f" (+{where})" if where else "")


BOT_NAME = "blogarchive"
SPIDER_MODULES = ["spiders"]
NEWSPIDER_MODULE = "spiders"
USER_AGENT = user_agent()

# --- the loop ---------------------------------------------------------------------------------------------------------
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
CONCURRENT_ITEMS = 8  # 100, the default, makes 100 tasks a response: measured 1.2 times the CPU

# --- manners ----------------------------------------------------------------------------------------------------------
ROBOTSTXT_OBEY = True  # by our own middleware: RFC 9309, Crawl-delay
DOWNLOAD_DELAY = 1.0  # one request a second to a host
DOWNLOAD_DELAY_JITTER = 0.0  # a second is a second; half of one would break the promise
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_REQUESTS = 16  # of one crawl, over all its hosts (feeds, media and APIs may live elsewhere)
AUTOTHROTTLE_ENABLED = False  # what a host asks for is obeyed; its speed is not guessed at
RETRY_TIMES = 2  # for failures that pass; 429 and 503 have their own patience (scraper.politeness)
RETRY_HTTP_CODES = [500, 502, 504, 522, 524, 408]
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"  # the crawl's report names what failed, once
REFERRER_POLICY = "no-referrer"  # what we read is nobody's business; a redirect to another host learns nothing either
COOKIES_ENABLED = False  # an archive is a stranger: no session, nothing that could leak to another host

# --- safety: everything fetched is hostile ----------------------------------------------------------------------------
TWISTED_DNS_RESOLVER = "scraper.safety.GuardedResolver"  # no private addresses, checked where they are dialled
DOWNLOAD_HANDLERS: dict[str, str | None] = {
    "http": "scraper.handler.BlogDownloadHandler",
    "https": "scraper.handler.BlogDownloadHandler",
    # A link must not read this machine's files, nor speak another protocol.
    "file": None,
    "data": None,
    "ftp": None,
    "s3": None,
}
DOWNLOAD_VERIFY_CERTIFICATES = True  # off by default in Scrapy; SSL_CERT_FILE and SSL_CERT_DIR name more authorities
DOWNLOAD_MAXSIZE = items.MAX_BODY_BYTES  # on the wire, and again when decompressed
DOWNLOAD_WARNSIZE = 0  # the limit above is an outcome; below it there is nothing to warn of
DOWNLOAD_TIMEOUT = 30  # for the whole answer, from dialling to its last byte; tried twice
DOWNLOAD_FAIL_ON_DATALOSS = True  # half an answer is no answer
REDIRECT_MAX_TIMES = 10
METAREFRESH_ENABLED = False  # a page's own idea of a redirect; endless in traps, and the page itself is what we archive
URLLENGTH_LIMIT = 8192  # posts with 2,500 characters in their address exist; servers stop at 8 KiB
TELNETCONSOLE_ENABLED = False  # both open a port that runs code in the crawler
REMOTE_CONTROL_ENABLED = False
DNS_TIMEOUT = 20

# --- the way of the data ----------------------------------------------------------------------------------------------
HTTPERROR_ALLOW_ALL = True  # a 404 is a fact about a post: the spider wants to know
DOWNLOADER_MIDDLEWARES = {
    "scraper.middlewares.safety.SafetyMiddleware": 60,
    "scraper.middlewares.robots.RobotsMiddleware": 100,
    "scraper.middlewares.conditional.ConditionalMiddleware": 540,
    "scraper.middlewares.politeness.PolitenessMiddleware": 550,
    "scraper.middlewares.compression.FastCompressionMiddleware": 590,
    "scraper.middlewares.redirect.PlainRedirectMiddleware": 600,
    "scraper.middlewares.resume.ResumeMiddleware": 890,
    "scraper.middlewares.capture.CaptureMiddleware": 900,
}
# Of Scrapy's own, those that the ones above do not replace; in place of {…: None}, since Scrapy 2.19 imports what that leaves out too.
DOWNLOADER_MIDDLEWARES_BASE = {
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": 750,
    "scrapy.downloadermiddlewares.stats.DownloaderStats": 850,
}
SPIDER_MIDDLEWARES: dict[str, int | None] = {
    # The inventory decides what is fetched, not the way to it.
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
ITEM_PIPELINES = {
    "scraper.pipelines.normalise.NormalisePipeline": 300,
    "scraper.pipelines.store.StorePipeline": 800,
}
# In place of {…: None} as well: one of those left out takes 0.15 s to import.
EXTENSIONS_BASE = {
    "scrapy.extensions.corestats.CoreStats": 0,
    "scrapy.extensions.logcount.LogCount": 0,
    "scrapy.extensions.closespider.CloseSpider": 0,
    "scrapy.extensions.feedexport.FeedExporter": 0,
    "scrapy.extensions.logstats.LogStats": 0,
}

# --- what people see --------------------------------------------------------------------------------------------------
LOG_LEVEL = "INFO"
STATS_DUMP = False  # the crawl's report says the same in three lines
LOGSTATS_INTERVAL = 60.0
FEED_EXPORT_ENCODING = "utf-8"
