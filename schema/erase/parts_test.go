package erase

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/identity"
)

// somebody is known by one thing of each kind, and by some too short to be looked for in texts.
func somebody() *person {
	brand := &config.Brand{Name: "acme", Shops: []config.Shop{{Name: "web", LineProvider: "shop-line"}, {Name: "store"}}}
	brand.Identity.Region = "TW"
	p := newPerson(brand, identity.NodeKey("a key of enough characters", "acme"))
	p.add(identity.KindEmail, "ann@shop.test")
	p.add(identity.KindPhone, "+886912345678")
	p.add(identity.KindLine, identity.Line("shop-line", "U0123ABCD"))
	p.add(identity.KindLine, identity.Line("shop-line", "U1"))
	p.add(identity.KindCustomer, identity.Customer("web", "902"))
	return p
}

// What is known twice is known once, and nothing names nobody.
func TestWhatAPersonIsKnownBy(t *testing.T) {
	p := somebody()
	require.Len(t, p.identifiers, 5)
	require.Len(t, p.ids(), 5)
	p.add(identity.KindEmail, "ann@shop.test")
	p.add(identity.KindEmail, "")
	require.Len(t, p.identifiers, 5)
	require.Len(t, p.ids(), 5)
	p.add(identity.KindPhone, "ann@shop.test")
	require.Len(t, p.identifiers, 6, "the same text of another kind is something else")
	require.Equal(t, []string{"shop-line", "", ""}, []string{p.lineProvider("web"), p.lineProvider("store"), p.lineProvider("other")})
}

// A text names a person by a number as people write it, by a LINE id, or by the number of what
// they are known by; an address only as a whole, and nothing shorter than eight letters.
func TestWhatIsLookedFor(t *testing.T) {
	p := somebody()
	require.Equal(t, []string{"ann@shop.test"}, p.emails())
	needles := p.needles()
	require.Subset(t, needles, []string{"886912345678", "0912345678", "0912 345 678", "u0123abcd"})
	require.NotContains(t, needles, "u1", "it is too short")
	require.NotContains(t, strings.Join(needles, " "), "@")
	require.NotContains(t, strings.Join(needles, " "), "902 ")
	require.Len(t, needles, 4+5, "and the number of each")
	require.Equal(t, []string{"ann@shop.test", "+886912345678", "web/902", "customers/web/902", "web/customers/902"}, p.refs())
	require.Equal(t, []string{"12"}, phoneForms("+12"), "what is no number is looked for as it is written")

	exact := newPerson(p.brand, p.key)
	exact.add(identity.KindLine, identity.Line("shop-line", "u1234567"))
	exact.add(identity.KindLine, identity.Line("shop-line", "u123456"))
	require.Contains(t, exact.needles(), "u1234567", "eight letters are enough")
	require.NotContains(t, exact.needles(), "u123456")
}

// An address is one, and a number one as people of the brand's region write it; what isn't given
// isn't checked.
func TestWhoIsAsked(t *testing.T) {
	brand := somebody().brand
	for _, well := range []Who{{}, {Member: 7}, {Email: "ann@shop.test"}, {Phone: "0912345678"}, {Phone: "+886912345678", Email: "ann@shop.test"}} {
		require.NoError(t, well.Check(brand))
	}
	require.ErrorContains(t, Who{Email: "ann"}.Check(brand), "--email")
	require.ErrorContains(t, Who{Phone: "12", Email: "ann@shop.test"}.Check(brand), "--phone")
}

// A row names somebody by its texts where anything is looked for in them, by a reference, or by
// an id; a table without any of these names nobody.
func TestWhatOfARowNamesSomebody(t *testing.T) {
	texts, numbers := []string{"`name`"}, []string{"`member_id` IN (SELECT node FROM erasing_nodes)"}
	ref := "toString(`name`) IN (SELECT ref FROM erasing_refs)"
	require.Equal(t, "false", naming("t", nil, nil, sought{1, 1}))
	require.Equal(t, "("+numbers[0]+")", naming("t", nil, numbers, sought{1, 1}))
	require.Equal(t, "("+ref+")", naming("t", texts, nil, sought{}), "nothing is looked for in texts")
	both := naming("t", texts, numbers, sought{1, 1})
	require.True(t, strings.HasPrefix(both, "("+numbers[0]+" OR (notEmpty("), both)
	require.Contains(t, both, "erasing_needles")
	require.Contains(t, both, "erasing_emails")
	require.True(t, strings.HasSuffix(both, " OR "+ref+")"), both)
	require.NotContains(t, naming("t", texts, nil, sought{needles: 1}), "erasing_emails")
	require.NotContains(t, naming("t", texts, nil, sought{emails: 1}), "erasing_needles")
	for name, digits := range map[string]string{"t": "", "rejected": "'[^0-9]'", "events": "'[ ().-]'"} {
		says := naming(name, texts, nil, sought{needles: 1})
		require.Equal(t, digits != "", strings.Contains(says, "replaceRegexpAll(raw, "+digits), name)
	}
	require.Equal(t, "x", table{naming: "x"}.where("acme"))
	require.Equal(t, "brand = 'ac\\'me' AND x", table{naming: "x", ofBrand: true}.where("ac'me"))
}

// ClickHouse looks for 255 texts at a time: more are asked one lot after the other, once one of
// their eight last letters is there.
func TestManyAreLookedFor(t *testing.T) {
	for needles, lots := range map[int]int{0: 0, 1: 1, mostNeedles: 1, mostNeedles + 1: 2, 3 * mostNeedles: 3} {
		says := strings.Join(searched(needles), " ")
		require.Equal(t, lots, strings.Count(says, "multiSearchAny"), needles)
		require.Equal(t, lots > 1, strings.Contains(says, "ngrams"), needles)
		require.Equal(t, lots > 1, strings.Contains(says, "OFFSET 255"), needles)
	}
	require.Empty(t, addressed(0))
	require.Contains(t, addressed(mostEmails)[0], "multiSearchAny")
	require.NotContains(t, addressed(mostEmails + 1)[0], "multiSearchAny")
}

// Left counts what still names somebody.
func TestLeft(t *testing.T) {
	require.Zero(t, Report{Lines: []Line{{Before: 3}}}.Left())
	require.EqualValues(t, 5, Report{Lines: []Line{{After: 3, Before: 9}, {After: 2}}}.Left())
}

// The file of who was erased is replaced as a whole, leaves nothing else in its folder, and is
// read as what it is or not at all.
func TestTheFileOfWhoWasErased(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "erased.json")
	for _, text := range []string{`{"erased": []}`, `{"erased": [{"brand": "acme", "hash": "ff"}]}`} {
		require.NoError(t, replaceFile(file, []byte(text)))
		written, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Equal(t, text, string(written))
		_, err = readKept(file)
		require.NoError(t, err)
	}
	names, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, names, 1)
	require.Error(t, replaceFile(filepath.Join(dir, "lost", "erased.json"), nil))
	require.NoError(t, os.Mkdir(filepath.Join(dir, "folder"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "folder", "x"), nil, 0o600))
	require.ErrorContains(t, replaceFile(filepath.Join(dir, "folder"), nil), "keep who was erased")
	for _, none := range []string{"", "{}", `{"erased": null}`, "[", `{"erased": 7}`} {
		require.NoError(t, os.WriteFile(file, []byte(none), 0o600))
		_, err := readKept(file)
		require.ErrorContains(t, err, "it isn't a file that `starter erase` keeps", none)
	}
	_, err = readKept(filepath.Join(dir, "lost.json"))
	require.ErrorIs(t, err, os.ErrNotExist)
}
