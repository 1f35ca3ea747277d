package console_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"regulars/config"
	"regulars/config/audience"
	"regulars/schema/desk"
	"regulars/schema/ledger"
	"regulars/schema/ledger/reach"
	"regulars/schema/schematest"
)

// Members are one world's, since to derive them takes longest; what changes them comes last.
func TestMembers(t *testing.T) {
	w := peopled(t)
	for _, test := range []struct {
		name string
		run  func(*testing.T, *world)
	}{
		{"counted", testMembers}, {"of what is stored", testStoredMembers}, {"one", testMember}, {"of another brand", testMembersOfAnotherBrand}, {"segments", testSegmentsAreSaved},
		{"exported", testMembersAreExported}, {"opted out and erased", testMembersAreOptedOutAndErased}, {"roles", testRolesOfWork},
		{"key", testMembersNeedTheKey},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, w) })
		w.forget()
	}
}

// What the members' page counts is what a campaign of the same conditions would address, and
// its chips lead to themselves turned.
func testMembers(t *testing.T, w *world) {
	ed := w.as("ed")
	text := ed.get("/b/tea/members").read()
	for _, part := range []string{"4 members", "3 (75.0 %) can be reached", "no consent", "王小明", "1,234", "=HYPERLINK(1)", "cell=r5f1", "<b>Bold"} {
		assert.Contains(t, text, part)
	}
	assert.NotContains(t, ed.get("/b/tea/members").text, "<b>Bold", "a name that is HTML")
	assert.NotContains(t, text, "Somebody Else", "another brand's")
	inOrder(t, text, "王小明", "NT$6,006", "=HYPERLINK(1)", "NT$2,001")

	l, err := ledger.New(w.db, secret)
	require.NoError(t, err)
	counted := 0
	for query, a := range map[string]audience.Audience{
		"stage=active":                      {Is: []string{"active"}},
		"rfm=vip&stage=active":              {Is: []string{"active"}, Classes: []string{"rfm_vip"}},
		"aipl=L":                            {Is: []string{"everybody"}, AIPL: []string{"L"}},
		"tier=high&tier=low":                {Is: []string{"everybody"}, Tiers: []string{"high", "low"}},
		"phase=activated":                   {Is: []string{"everybody"}, Phases: []string{"activated"}},
		"cell=r2f4":                         {Is: []string{"everybody"}, Cells: []string{"r2f4"}},
		"channel=line":                      {Is: []string{"everybody"}, Where: "preferred_channel = 'line'"},
		"product=nothing":                   {Is: []string{"everybody"}, Bought: audience.Goods{Products: []string{"nothing"}}},
		"stage=sleep":                       {Is: []string{"sleep"}},
		"tag=" + url.QueryEscape("') OR 1"): {Is: []string{"everybody"}, Tags: []string{"') OR 1"}},
	} {
		reach, err := l.Audience(t.Context(), ledger.Plan{Run: ledger.Run{Brand: "tea", Campaign: "any", Date: today}, Audience: a})
		require.NoError(t, err)
		page := ed.get("/b/tea/members?" + query)
		require.Equal(t, http.StatusOK, page.status, query)
		assert.Contains(t, page.text, fmt.Sprintf("<strong>%d members</strong>", reach.Members), query)
		counted += int(reach.Members)
	}
	require.Greater(t, counted, 6, "nobody was counted")
	chip := regexp.MustCompile(`<a href="(/b/tea/members\?[^"]*)" aria-current="true">active`).FindStringSubmatch(ed.get("/b/tea/members?rfm=vip&stage=active").text)
	require.NotNil(t, chip)
	assert.Equal(t, "/b/tea/members?rfm=vip", html.UnescapeString(chip[1]))

	// The formula's stage is due in ten days.
	assert.Contains(t, ed.get("/b/tea/members?due=sleep&days=10").text, "<strong>1 members</strong>")
	assert.Contains(t, ed.get("/b/tea/members?due=sleep&days=9").text, "<strong>0 members</strong>")
	assert.Contains(t, ed.get("/b/tea/members?due=sleep&days=10").read(), "within 10 days become sleep")
	assert.Contains(t, ed.get("/b/tea/members?stage=asleep").read(), `there is no "asleep"`)
	assert.Contains(t, ed.get("/b/tea/members?forecast=likely&forecast=valuable").read(), "two of them ask for the top")
	assert.Contains(t, w.as("lin").get("/b/tea/members").text, "王○明")
}

// What the night stored says the same as a plan, with its time; it is what the page reads, and
// a plan where somebody asks for that.
func testStoredMembers(t *testing.T, w *world) {
	ed := w.as("ed")
	queries := []string{"", "stage=active", "stage=new&rfm=vip", "cell=r2f4", "product=nothing", "due=sleep&days=10", "stage=asleep"}
	planned := map[string][]string{}
	parts := regexp.MustCompile(`(?s)<p class="count">.*?</p>|<ul class="reasons">.*?</ul>|<tr><th scope="row" class="text">.*?</tr>`)
	shown := func(query string) []string {
		page := ed.get("/b/tea/members?" + query)
		require.Equal(t, http.StatusOK, page.status, query)
		return parts.FindAllString(page.text, -1)
	}
	for _, query := range queries {
		planned[query] = shown(query)
		require.NotContains(t, ed.get("/b/tea/members?"+query).text, "what was stored on")
	}
	require.Greater(t, len(planned[""]), 5, "nobody is compared")
	require.NoError(t, reach.Write(t.Context(), w.db, &w.config.Brands[0]))
	conn := schematest.Connect(t, w.db)
	defer func() { require.NoError(t, conn.Exec(t.Context(), "TRUNCATE TABLE member_reach SYNC")) }()
	for _, query := range queries {
		require.Equal(t, planned[query], shown(query), query)
	}
	require.Contains(t, ed.get("/b/tea/members?stage=new").text, "what was stored on")
	require.Contains(t, ed.get("/b/tea/members?stage=new").text, `href="/b/tea/members?stage=new&amp;exact=1"`)
	require.NoError(t, conn.Exec(t.Context(), "ALTER TABLE member_reach DELETE WHERE member_id IN (SELECT member_id FROM members WHERE email = 'ming@shop.test') SETTINGS mutations_sync = 2"))
	stored, exact := ed.get("/b/tea/members"), ed.get("/b/tea/members?exact=1")
	require.Contains(t, stored.text, "<strong>3 members</strong>")
	require.NotContains(t, stored.text, "王小明")
	require.Equal(t, planned[""], parts.FindAllString(exact.text, -1))
	require.NotContains(t, exact.text, "what was stored on")
}

// A segment is saved with who and why, stays when another takes its name's place, and is
// removed; what is done is on record.
func testSegmentsAreSaved(t *testing.T, w *world) {
	ed := w.as("ed")
	require.Contains(t, ed.get("/b/tea/members?stage=active&do=segment_save").text, `name="stage" value="active"`)
	require.Equal(t, http.StatusSeeOther, ed.post("/b/tea/members", "do", "segment_save", "name", "regulars", "note", "for <i>spring</i>", "stage", "active").status)
	text := ed.get("/b/tea/members").text
	assert.Contains(t, text, `href="/b/tea/members?stage=active">regulars`)
	assert.Contains(t, text, "for &lt;i&gt;spring")
	assert.Contains(t, html.UnescapeString(text), "segments:\n  regulars:\n    is:\n")
	w.clock = w.clock.Add(1)
	ed.post("/b/tea/members", "do", "segment_save", "name", "regulars", "rfm", "vip")
	assert.Contains(t, ed.get("/b/tea/members").text, `href="/b/tea/members?rfm=vip">regulars`)
	for _, bad := range []string{"", "../x", "<b>", "A", strings.Repeat("a", 65)} {
		ed.post("/b/tea/members", "do", "segment_save", "name", bad, "rfm", "vip")
		assert.Contains(t, ed.get("/b/tea/members").text, "Write a name of a-z", bad)
	}
	ed.post("/b/tea/members", "do", "segment_save", "name", "none", "stage", "asleep")
	assert.Contains(t, ed.get("/b/tea/members").text, "Refused")
	w.clock = w.clock.Add(1)
	ed.post("/b/tea/members", "do", "segment_remove", "name", "regulars")
	assert.NotContains(t, ed.get("/b/tea/members?stage=new").text, `">regulars`)
	versions := schematest.Query[struct{ N uint64 }](t, w.db, "SELECT count() N FROM console_segments WHERE brand = 'tea'")
	assert.EqualValues(t, 3, versions[0].N)
	deeds, err := desk.Newest(t.Context(), w.db, "tea", 10)
	require.NoError(t, err)
	require.Len(t, deeds, 3)
	assert.Equal(t, []string{"segment_remove", "segment_save", "segment_save"}, []string{deeds[0].Action, deeds[1].Action, deeds[2].Action})
	assert.Equal(t, "ed", deeds[2].By)
	assert.Equal(t, "for <i>spring</i>", deeds[2].Note)
}

// Who may edit takes the members as a file, in which nothing is a formula; it is on record.
func testMembersAreExported(t *testing.T, w *world) {
	ed := w.as("ed")
	a := ed.post("/b/tea/members/export", "as", "csv", "note", "for the agency", "stage", "new")
	require.Equal(t, http.StatusOK, a.status, a.text)
	assert.Equal(t, `attachment; filename="tea-members-2026-11-20.csv"`, a.header.Get("Content-Disposition"))
	lines, err := csv.NewReader(strings.NewReader(a.text)).ReadAll()
	require.NoError(t, err)
	require.Len(t, lines, 4)
	assert.Equal(t, "'=HYPERLINK(1)", lines[1][1])
	assert.Equal(t, "formula@shop.test", lines[1][2])
	book, err := excelize.OpenReader(bytes.NewReader([]byte(ed.post("/b/tea/members/export", "as", "xlsx").text)))
	require.NoError(t, err)
	rows, err := book.GetRows("Sheet1")
	require.NoError(t, err)
	require.Len(t, rows, 5)
	formula, err := book.GetCellFormula("Sheet1", "B3")
	require.NoError(t, err)
	assert.Empty(t, formula)
	deeds, err := desk.Newest(t.Context(), w.db, "tea", 10)
	require.NoError(t, err)
	require.Len(t, deeds, 2)
	seen := map[uint64]string{}
	for _, d := range deeds {
		assert.Equal(t, []string{"export", "ed"}, []string{d.Action, d.By})
		seen[d.Members] = d.What + "|" + d.Note
	}
	assert.Equal(t, map[uint64]string{3: "stage=new|for the agency", 4: "|"}, seen)
	assert.Equal(t, http.StatusNotFound, ed.post("/b/tea/members/export", "as", "exe").status)
}

// One member's page holds all that is known, and hides from who sees names masked whatever
// names or reaches a person.
func testMember(t *testing.T, w *world) {
	mei, path := w.as("mei"), "/b/tea/members/"+w.idOf("ming@shop.test")
	text := mei.get(path).read()
	for _, part := range []string{"王小明", "purchase 6", "NT$6,006", "R2F4M4", "add to cart", "sku: oolong", "wake-up · 2026-11-18", "550 ming@shop.test unknown", "granted", "customer id store/1", "joins them", "web/orders/1-0-0", "+886912345678"} {
		assert.Contains(t, text, part)
	}
	assert.Equal(t, 6, strings.Count(text, `class="dot counted"`))
	assert.NotContains(t, text, "do=opt_out", "approve may not opt anybody out")
	look := w.as("lin").get(path).read()
	assert.Contains(t, look, "王○明")
	assert.Contains(t, look, "purchase 6")
	for _, names := range []string{"王小明", "ming@", "912345678", "U0123456789", "web/1", "1-0-0", "oolong</small>", "sku: oolong"} {
		assert.NotContains(t, look, names)
	}
	for found, who := range map[string]string{"/b/tea/members/" + w.idOf("ming@shop.test"): " MING@shop.test ", "/b/tea/members/" + w.idOf("bold@shop.test"): w.idOf("bold@shop.test")} {
		assert.Equal(t, found, mei.post("/b/tea/members/find", "who", who).location())
	}
	assert.Equal(t, path, mei.post("/b/tea/members/find", "who", "0912-345-678").location())
	mei.post("/b/tea/members/find", "who", "else@coffee.test")
	assert.Contains(t, mei.get("/b/tea/members").text, "No member is known by that")
}

// An opt-out holds on every channel at once; an erasure asks for the id once more, and needs
// who may operate. Both are on record.
func testMembersAreOptedOutAndErased(t *testing.T, w *world) {
	id := w.idOf("ming@shop.test")
	ed, ops, path := w.as("ed"), w.as("ops"), "/b/tea/members/"+w.idOf("ming@shop.test")
	require.Contains(t, ed.get(path+"?do=opt_out").text, `name="note"`)
	require.Equal(t, http.StatusSeeOther, ed.post(path, "do", "opt_out", "note", "asked by phone").status)
	text := ed.get(path).read()
	assert.Contains(t, text, "Opted out")
	assert.Equal(t, 3, strings.Count(text, `<span class="worse">refused`))
	inOrder(t, text, "What people did", "Opted a member out", "ed", "asked by phone")
	assert.Contains(t, ed.get("/b/tea/members").read(), "2 (50.0 %) can be reached")

	assert.Equal(t, http.StatusForbidden, ed.post(path, "do", "erase", "typed", id).status)
	assert.Contains(t, ops.get(path+"?do=erase").text, `name="typed"`)
	ops.post(path, "do", "erase", "typed", "yes", "note", "x")
	assert.Contains(t, ops.get(path).text, "nothing was erased")
	require.Empty(t, w.actions.taken())
	a := ops.post(path, "do", "erase", "typed", id, "note", "letter of 1 May")
	assert.Equal(t, "/b/tea/members", a.location())
	taken := w.actions.taken()
	require.Len(t, taken, 1)
	assert.Regexp(t, `^erase tea [0-9]+$`, taken[0])
	deeds, err := desk.Newest(t.Context(), w.db, "tea", 1)
	require.NoError(t, err)
	assert.Equal(t, []any{"erase", uint64(0), "letter of 1 May"}, []any{deeds[0].Action, deeds[0].Member, deeds[0].Note})
}

// Without the key no member can be named, and the page says so.
func testMembersNeedTheKey(t *testing.T, w *world) {
	w.config.Brands[0].HashKey = config.NewSecret("")
	w.serve()
	assert.Contains(t, w.as("ops").get("/b/tea/members").text, "privacy.hash_key is not set")
}
