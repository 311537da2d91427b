"""The grammar of the query language and the tree that it yields; nothing here knows the schema."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedInput, UnexpectedToken, v_args

from cmdb.errors import QueryInvalid

__all__ = ["Branch", "Negation", "Term", "Tree", "Word", "refuse", "tree_of"]

LONGEST, DEEPEST, MOST_TERMS = 2_000, 20, 200
WHERE = "query"
AT_THE_END = -1

# A field and its operator are one token, so that a bare word never needs a look ahead; a value takes all up to a
# space or parenthesis, so that addresses and times need no quotes.
GRAMMAR = r"""
?start: disjunction
disjunction: conjunction (_OR conjunction)*
conjunction: unary (_AND? unary)*
unary: NEGATION* atom
?atom: "(" disjunction ")" | term | word
term: FIELD (value | "(" disjunction ")")
?value: QUOTED -> quoted | VALUE -> plain
word: QUOTED -> quoted | WORD -> plain

FIELD.3: /<?[^\s()"':~<>=-][^\s()"':~<>=]*(:|~|<=|>=|<|>|=)/
NEGATION.4: /-(?=[^\s)])|not(?=[\s(])/i
_OR.4: /or(?=[\s()"]|$)/i
_AND.4: /and(?=[\s()"]|$)/i
QUOTED.2: /"(?:[^"\\]|\\.)*"/s
VALUE: /[^\s()"]+/
WORD.1: /[^\s()"':~<>=-][^\s()":~<>=]*/
%import common.WS
%ignore WS
"""
EXPECTED = 'field:value, a word, "quoted text", and, or, not, or a part in parentheses'


@dataclass(frozen=True, slots=True)
class Word:
    """A word or quoted text with its place. ``exact``: it was quoted, so a ``*`` in it is only a star."""

    text: str
    exact: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Term:
    """A field, an operator and what stands after it: one word, or a part in parentheses."""

    field: str
    reverse: bool
    operator: str
    value: Word | Tree
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Branch:
    """Parts joined by and, or by or."""

    joined: Literal["and", "or"]
    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Negation:
    """A part that must not hold."""

    part: Tree


Tree = Word | Term | Branch | Negation


def refuse(reason: str, word: str, start: int, allowed: str = "", *, end: int | None = None) -> QueryInvalid:
    """Return the error that points at a place of the query."""
    return QueryInvalid(WHERE, reason, word, allowed, start, max(1, (end or start + len(word)) - start))


@v_args(inline=True)
class Builder(Transformer[Token, Tree]):
    """Builds the tree while lark parses, so that no deep recursion takes place."""

    def plain(self, token: Token) -> Word:
        """Build a bare word."""
        return Word(str(token), False, start_of(token), end_of(token))

    def quoted(self, token: Token) -> Word:
        r"""Build quoted text; ``\"`` and ``\\`` stand for the character itself."""
        text = str(token)[1:-1].replace('\\"', '"').replace("\\\\", "\\")
        if not text.strip():
            raise refuse("the quoted text is empty", str(token), start_of(token), "text between the quotes")
        return Word(text, True, start_of(token), end_of(token))

    def term(self, field: Token, value: Tree) -> Term:
        """Build a field with its value."""
        text = str(field)
        operator = text[-2:] if text[-2:] in {"<=", ">="} else text[-1]
        name = text[: -len(operator)]
        return Term(
            name.removeprefix("<"),
            name.startswith("<"),
            operator,
            value,
            start_of(field),
            end_of(field) - len(operator),
        )

    def unary(self, *parts: Token | Tree) -> Tree:
        """Build a part behind any number of negations."""
        tree = cast("Tree", parts[-1])
        return Negation(tree) if len(parts) % 2 == 0 else tree

    def conjunction(self, *parts: Tree) -> Tree:
        """Build parts joined by and."""
        return parts[0] if len(parts) == 1 else Branch("and", parts)

    def disjunction(self, *parts: Tree) -> Tree:
        """Build parts joined by or."""
        return parts[0] if len(parts) == 1 else Branch("or", parts)


def start_of(token: Token) -> int:
    """Return where a token starts."""
    return token.start_pos or 0


def end_of(token: Token) -> int:
    """Return where a token ends."""
    return token.end_pos or 0


@cache
def parser() -> Lark:
    """Return the parser; building it takes some milliseconds, so it is built when first needed."""
    return Lark(GRAMMAR, parser="lalr", lexer="contextual", transformer=Builder())


def tree_of(text: str) -> Tree | None:
    """Return the tree of a query, None for an empty one. Raises ``QueryInvalid`` pointing at the place."""
    check_size(text)
    if not text.strip():
        return None
    try:
        return cast("Tree", parser().parse(text))
    except UnexpectedInput as error:
        raise explain(text, error) from error


def check_size(text: str) -> None:
    """Raise ``QueryInvalid`` for a query that is too long or too deep."""
    if len(text) > LONGEST:
        raise refuse("the query is too long", f"{len(text)} characters", LONGEST, f"at most {LONGEST} characters")
    if "\x00" in text:
        raise refuse("text may not hold NUL", "\\0", text.index("\x00"), "text without NUL")
    depth, quoted = 0, False
    for position, character in enumerate(text):
        quoted ^= character == '"'
        depth += 0 if quoted else (character == "(") - (character == ")")
        if depth > DEEPEST:
            raise refuse("parentheses are nested too deeply", "(", position, f"at most {DEEPEST} levels")


def explain(text: str, error: UnexpectedInput) -> QueryInvalid:
    """Return what is wrong at the place where the parser stopped."""
    found = cast("int", error.pos_in_stream)
    position = len(text) if found == AT_THE_END else found
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        return at_the_end(text)
    rest = text[position:]
    if rest.startswith('"'):
        return refuse("this quote is never closed", '"', position, 'a second "')
    if rest.startswith(")"):
        return refuse("nothing is open here to be closed", ")", position, EXPECTED)
    if rest[:1] in {":", "~", "<", ">", "="}:
        return refuse("a field and its value stand together", rest[:1], position, "field<value without spaces")
    word = rest.split(maxsplit=1)[0] if rest.split() else ""
    known = isinstance(error, UnexpectedCharacters)
    return refuse("this is not understood here" if known else "this is not expected here", word, position, EXPECTED)


def at_the_end(text: str) -> QueryInvalid:
    """Return what is missing at the end of the query."""
    if text.count("(") > text.count(")"):
        return refuse("this parenthesis is never closed", "(", text.rindex("("), "a closing )")
    last = text.rsplit(maxsplit=1)[-1]
    return refuse("something is missing after this", last, text.rindex(last), EXPECTED)
