"""Writes the page that lists every product, what its label states, and what was not read of it.

python docs/page_writers/products.py > docs/products.md
"""

from __future__ import annotations

from b12regimen import Citation, Product, load_product, product_ids

HEAD = """# Every product

What was read of each label: drug, strength, routes, containers, excipients, warnings. What was not read is said; it is
never taken for "none". What is in hand may be another product, or a later edition: its own label decides.
[Preparing a dose](preparation.md) says how these are used.

% docs/page_writers/products.py writes this page; change that.
"""


def described(product: Product) -> list[str]:
    """Give the lines of one product."""
    lines = [f"## {product.name} ({product.jurisdiction})", "", f"`{product.id}`: {product.title}.", ""]
    lines.append(f"* {product.drug}, {product.strength}; licensed routes: {', '.join(product.routes) or 'not read'}")
    if product.other_routes:
        lines.append(f"* the label also has, and nothing is prepared for: {', '.join(product.other_routes)}")
    lines += [f"* container: {one}" for one in product.containers]
    lines += [f"* excipient: {one}" for one in product.excipients]
    lines += [f"* {statement}" for statement in product.statements]
    lines += [f"* not read: {', '.join(product.not_read)}"] if product.not_read else []
    lines.append(f"* codes: {', '.join(f'{system} {code}' for system, code in product.codes.items())}")
    lines += [f"* {product.note}"] if product.note else []
    return [*lines, "", "Sources:", "", *(f"* {shown(citation)}" for citation in product.every_citation), ""]


def shown(citation: Citation) -> str:
    """Write a citation with its address as a link."""
    section = f", {citation.section}" if citation.section else ""
    note = f" ({citation.source.note})" if citation.source.note else ""
    address = f" <{citation.source.url}>" if citation.source.url else " no address known"
    return f"{citation.source.title}{section} [{citation.source.evidence}]{note}:{address}"


def page() -> str:
    """Give the whole page."""
    lines = [HEAD]
    for name in product_ids():
        lines += described(load_product(name))
    return "\n".join(lines).rstrip()


if __name__ == "__main__":
    print(page())
