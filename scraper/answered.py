"""What an answer makes of its address: which post's it is, or what else."""

from scrapy.http import Response

from scraper.inventory import Inventory
from scraper.listing.sightings import Sightings
from scraper.responses import CLOSED, GONE, content_type, is_html
from scraper.urls import asks_login, at_home, canonical_url, file_key, loose_key
from storage.queries import PendingAddress
from storage.records import AddressState, Post


def kind_of_answer(
    response: Response, address: PendingAddress, sightings: Sightings, inventory: Inventory
) -> tuple[AddressState | None, str]:
    """Return the state of the address and why; no state where the answer is a page that may be a post's."""
    if response.status in GONE:
        return AddressState.GONE, f"the server answered {response.status}"
    if response.status in CLOSED:
        return AddressState.MEMBERS_ONLY, f"the server answered {response.status}"
    if response.status != 200:
        return AddressState.FAILED, f"the server answered {response.status}"
    if wall := sightings.aliases.wall(response.url):
        return AddressState.MEMBERS_ONLY, wall
    if asks_login(response.url, address.url):
        return AddressState.MEMBERS_ONLY, f"leads to {response.url}"
    final = sightings.own(response.url)
    if not sightings.session.in_scope(final):
        return AddressState.OUT_OF_SCOPE, f"leads to {response.url}"
    is_list = loose_key(final) == loose_key(sightings.session.blog.home_url) or sightings.spelled(final) in inventory.others
    if loose_key(final) != loose_key(address.url) and is_list:
        return AddressState.GONE if address.is_known_post else AddressState.NOT_A_POST, f"leads to {response.url}, which is no post"
    if not is_html(response):
        return AddressState.NOT_A_POST, f"no page ({content_type(response) or 'no type stated'})"
    return None, ""


def post_url(final_url: str, post: Post, address: PendingAddress, sightings: Sightings, inventory: Inventory) -> str:
    """Return the address that names the post which a page shows. A canonical link is believed only where the blog's listings know that
    address too, as one of this post: themes exist whose posts all name the home page, another host or each other.
    """
    final = sightings.spelled(canonical_url(final_url) or final_url)  # a redirect may add the parameters of a campaign
    if post.canonical_url is None or not sightings.session.in_scope(post.canonical_url):
        return final
    named = at_home(post.canonical_url, sightings.session.blog.home_url)
    known = sightings.spelled(named)
    if file_key(named) == file_key(final):
        return known if loose_key(known) == loose_key(named) else named
    return known if known in inventory.posts and not inventory.is_another(known, post.title, address) else final
