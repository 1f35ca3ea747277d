package enlist_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/stretchr/testify/require"

	"regulars/channel/adlist"
	"regulars/config"
	settings "regulars/config/adlist"
	"regulars/config/document"
	"regulars/config/journey"
	"regulars/enlist"
	"regulars/internal/seed"
	"regulars/schema"
	"regulars/schema/roster"
	"regulars/schema/schematest"
)

// member is somebody as the database has them.
type member struct {
	id           uint64
	email, phone string
	consents     bool
	deleted      bool
}

// entry is one coming in, with its moves.
type entry struct {
	journey string
	walker  uint64
	key     string
	moves   []move
}

type move struct {
	version, step, to, why string
}

// town is a brand with members in two journeys, each walked in two versions.
type town struct {
	t        *testing.T
	r        *rand.Rand
	db       *schema.DB
	conn     driver.Conn
	brand    *config.Brand
	versions map[string]map[string]journey.Journey // by journey and version
	members  []*member
	merged   map[uint64]uint64
	entries  []*entry
	sure     []*member         // one of whom changes their mind in each round: each belongs on the list but for that
	fixed    []*entry          // theirs
	facts    map[uint64][]fact // what each node said, of marketing
	ticks    int               // of what was said
	pending  map[string][]string
}

// fact is what somebody said, and when.
type fact struct {
	at      int
	granted bool
}

const list = "sleepers"

func steps(add, take int) []journey.Step {
	all := make([]journey.Step, 5)
	for i := range all {
		all[i].Name = fmt.Sprint("s", i)
	}
	all[add].AddTo, all[take].TakeFrom = list, list
	all[4].AddTo = "another"
	return all
}

func newTown(t *testing.T) *town {
	w := &town{t: t, r: rand.New(rand.NewPCG(seed.New(t), 3)), db: schematest.Open(t), merged: map[uint64]uint64{}, facts: map[uint64][]fact{}, pending: map[string][]string{}, versions: map[string]map[string]journey.Journey{}}
	w.conn = schematest.Connect(t, w.db)
	w.brand = &config.Brand{Name: "acme", Journeys: []journey.Journey{{Name: "j0"}, {Name: "j1"}}}
	for i, name := range []string{"j0", "j1", "gone"} { // the last one left the config
		w.versions[name] = map[string]journey.Journey{"v1": {Name: name, Steps: steps(0, 2+i%2)}, "v2": {Name: name, Steps: steps(1, 3)}}
		for version, j := range w.versions[name] {
			text, err := json.Marshal(j)
			require.NoError(t, err)
			w.insert("journey_definitions (brand, journey, definition, text, at)", "('acme', '%s', '%s', '%s', now64(3))", name, version, text)
		}
	}
	for i := range 40 {
		m := &member{id: uint64(1000 + i), consents: i%7 != 0}
		if i%5 != 1 {
			m.email = fmt.Sprintf("P.%d@Gmail.com", i)
		}
		if i%5 != 2 {
			m.phone = fmt.Sprintf("+88690000%04d", i-i%3) // three of a household
		}
		if i%11 == 0 {
			m.email, m.phone = "", ""
		}
		w.members = append(w.members, m)
		w.insert("members (brand, member_id, email, phone)", "('acme', %d, '%s', '%s')", m.id, m.email, m.phone)
		w.insert("identity_nodes (brand, node, member_id)", "('acme', %d, %d)", m.id, m.id)
		w.consent(m)
		for _, name := range []string{"j0", "j1", "gone"} {
			if w.r.IntN(2) == 0 {
				continue
			}
			w.enter(m, name, "")
			if w.r.IntN(4) == 0 {
				w.enter(m, name, "cart")
			}
		}
	}
	for i := range 5 { // of whom is known what becomes of them
		m := &member{id: uint64(1000 + len(w.members)), email: fmt.Sprintf("sure%d@example.com", i), phone: fmt.Sprintf("+8869111%05d", i/2), consents: true}
		w.members = append(w.members, m)
		w.insert("members (brand, member_id, email, phone)", "('acme', %d, '%s', '%s')", m.id, m.email, m.phone)
		w.insert("identity_nodes (brand, node, member_id)", "('acme', %d, %d)", m.id, m.id)
		w.consent(m)
		w.sure = append(w.sure, m)
		e := &entry{journey: "j0", walker: m.id}
		w.move(e, move{"v1", "", "s0", "came"})
		w.move(e, move{"v1", "s0", "s1", "waited"})
		w.fixed = append(w.fixed, e)
	}
	return w
}

func (w *town) exec(statement string, args ...any) {
	w.t.Helper()
	require.NoError(w.t, w.conn.Exec(w.t.Context(), statement, args...))
}

// insert keeps a row until flush: ClickHouse is asked once for each table.
func (w *town) insert(into, row string, values ...any) {
	w.pending[into] = append(w.pending[into], fmt.Sprintf(row, values...))
}

func (w *town) flush() {
	for into, rows := range w.pending {
		w.exec("INSERT INTO " + into + " VALUES " + strings.Join(rows, ", "))
	}
	clear(w.pending)
}

// put writes a member as they are now.
func (w *town) put(m *member) {
	w.flush()
	w.exec("ALTER TABLE members DELETE WHERE brand = 'acme' AND member_id = ? SETTINGS mutations_sync = 1", m.id)
	if !m.deleted {
		w.insert("members (brand, member_id, email, phone)", "('acme', %d, '%s', '%s')", m.id, m.email, m.phone)
	}
}

// consent says what a member says, and that they want news of their parcels anyway.
func (w *town) consent(m *member) {
	w.ticks++
	w.facts[m.id] = append(w.facts[m.id], fact{w.ticks, m.consents})
	for purpose, granted := range map[string]bool{"marketing": m.consents, "service": true} {
		w.insert("consent_facts (brand, shop, node, channel, purpose, at, granted, version, dated)",
			"('acme', 'web', %d, 'sms', '%s', fromUnixTimestamp64Milli(%d), %t, %d, true)", m.id, purpose, 1_790_000_000_000+int64(w.ticks), granted, w.ticks)
	}
}

func (w *town) enter(m *member, name, key string) {
	e := &entry{journey: name, walker: m.id, key: key}
	w.entries = append(w.entries, e)
	to := "s0"
	if w.r.IntN(6) == 0 {
		to = journey.KeptOut
	}
	w.move(e, move{pick(w.r, "v1", "v2"), "", to, "came"})
	for range w.r.IntN(5) {
		w.walk(e)
	}
}

func pick(r *rand.Rand, of ...string) string { return of[r.IntN(len(of))] }

// walk moves an entry on.
func (w *town) walk(e *entry) {
	last := e.moves[len(e.moves)-1]
	if last.to == "" || last.to == journey.KeptOut {
		return
	}
	at := int(last.to[1] - '0')
	next := move{last.version, last.to, "", pick(w.r, "sent", "waited", "way", "split", "otherwise", "moved")}
	switch {
	case w.r.IntN(8) == 0:
		next.why = pick(w.r, "goal", "unsubscribed", "expired", "removed")
	case w.r.IntN(8) == 0 && last.version == "v1":
		next = move{"v2", last.to, last.to, "migrated"}
	case at < 4:
		next.to = fmt.Sprint("s", at+1+w.r.IntN(4-at))
	}
	w.move(e, next)
}

// move writes a move, and below it one that a frozen worker wrote later: the first holds.
func (w *town) move(e *entry, m move) {
	e.moves = append(e.moves, m)
	const into = "journey_moves (brand, walk, journey, member_id, entry, step, definition, seq, to_step, why, date, entry_key, version)"
	row := func(walk, step, to, why string, seq, version int) {
		w.insert(into, "('acme', '%s', '%s', %d, '2026-05-01', '%s', '%s', %d, '%s', '%s', '2026-05-01', '%s', %d)", walk, e.journey, e.walker, step, m.version, seq, to, why, e.key, version)
	}
	row("", m.step, m.to, m.why, len(e.moves)-1, 2)
	row("", m.step, "", "goal", len(e.moves)-1, 1)
	row("a replay", "s0", "s1", "sent", 90, 1)
}

// belong is who belongs on the list, one entry after the other.
func (w *town) belong(form adlist.Form) map[adlist.Person]bool {
	all := map[adlist.Person]bool{}
	for _, e := range slices.Concat(w.entries, w.fixed) {
		if e.journey == "gone" {
			continue
		}
		on := false
		for _, m := range e.moves {
			if !slices.Contains([]string{"sent", "waited", "way", "split", "otherwise"}, m.why) {
				continue
			}
			for _, s := range w.versions[e.journey][m.version].Steps {
				if s.Name == m.step && s.AddTo == list {
					on = true
				}
				if s.Name == m.step && s.TakeFrom == list {
					on = false
				}
			}
		}
		place := e.moves[len(e.moves)-1].to
		id := e.walker
		if into, is := w.merged[id]; is {
			id = into
		}
		m := w.members[id-1000]
		if on && place != "" && place != journey.KeptOut && !m.deleted && (m.email != "" || m.phone != "") && w.granted(id) {
			all[form.Person(m.email, m.phone)] = true
		}
	}
	return all
}

// granted asks what was said by any of a person's identifiers last.
func (w *town) granted(person uint64) bool {
	var last fact
	for node, facts := range w.facts {
		of := node
		if into, is := w.merged[node]; is {
			of = into
		}
		for _, f := range facts {
			if of == person && f.at > last.at {
				last = f
			}
		}
	}
	return last.granted
}

// happen changes something.
func (w *town) happen() {
	m := w.members[w.r.IntN(len(w.members)-len(w.sure))]
	switch w.r.IntN(5) {
	case 0:
		m.consents = !m.consents
		w.consent(m)
	case 1:
		m.email = fmt.Sprintf("new%d@example.com", w.ticks)
		w.put(m)
	case 2:
		m.deleted = true
		w.put(m)
	default:
		w.walk(w.entries[w.r.IntN(len(w.entries))])
	}
}

var errCut = errors.New("cut")

// platform takes for one all who share an address: the strictest that a platform may do.
type platform struct {
	t       *testing.T
	r       *rand.Rand
	fails   bool           // the first call of a kind breaks before it did anything, the second after it, others by chance
	calls   map[string]int // since then
	on      map[adlist.Person]bool
	added   []adlist.Person
	removed []adlist.Person
}

func (p *platform) Most() int { return 6 }

func (p *platform) call(kind string, people []adlist.Person, do func(adlist.Person)) error {
	require.NotEmpty(p.t, people)
	require.LessOrEqual(p.t, len(people), p.Most())
	n := p.calls[kind]
	p.calls[kind]++
	if p.fails && (n == 0 || p.r.IntN(8) == 0) {
		return errCut
	}
	for _, one := range people {
		do(one)
	}
	if p.fails && (n == 1 || p.r.IntN(8) == 0) {
		return errCut
	}
	return nil
}

func (p *platform) Add(_ context.Context, people []adlist.Person) error {
	return p.call("add", people, func(one adlist.Person) { p.on[one], p.added = true, append(p.added, one) })
}

func (p *platform) Remove(_ context.Context, people []adlist.Person) error {
	return p.call("remove", people, func(one adlist.Person) {
		p.removed = append(p.removed, one)
		maps.DeleteFunc(p.on, func(other adlist.Person, _ bool) bool { return shares(one, other) })
	})
}

func shares(a, b adlist.Person) bool {
	return a.Email != "" && a.Email == b.Email || a.Phone != "" && a.Phone == b.Phone
}

// Whatever happens to members and to calls, the platform ends with whom the definitions put
// onto the list; only the difference is sent; and nobody is there who doesn't stand on record.
func TestListsFollowJourneys(t *testing.T) {
	w := newTown(t)
	form, _ := adlist.FormOf("google")
	to := &platform{t: t, r: w.r, on: map[adlist.Person]bool{}, calls: map[string]int{}}
	sync := func() (enlist.Done, error) { return enlist.Sync(t.Context(), w.db, w.brand, list, form, to) }
	merge := func(from, into uint64) {
		w.flush()
		w.merged[from] = into
		w.exec("ALTER TABLE identity_nodes UPDATE member_id = ? WHERE brand = 'acme' AND member_id = ? SETTINGS mutations_sync = 1", into, from)
		w.members[from-1000].deleted = true
		w.put(w.members[from-1000])
	}
	for round := range 5 {
		w.flush()
		before := maps.Clone(to.on)
		to.added, to.removed, to.fails, to.calls = nil, nil, round%2 == 1, map[string]int{}
		for tries := 0; ; tries++ {
			require.Less(t, tries, 1000)
			_, err := sync()
			for one := range to.on {
				require.Contains(t, w.onRecord(), one, "the platform has somebody who isn't on record")
			}
			if err == nil {
				break
			}
			require.ErrorIs(t, err, errCut)
		}
		want := w.belong(form)
		require.Equal(t, want, to.on, "round %d", round)
		require.GreaterOrEqual(t, len(want), 2)
		if round%2 == 1 { // who is sure leaves, and their households come once more
			require.NotEmpty(t, to.added)
			require.NotEmpty(t, to.removed)
		}
		for _, one := range to.added {
			again := before[one] && !to.fails && !slices.ContainsFunc(to.removed, func(gone adlist.Person) bool { return shares(one, gone) })
			require.False(t, again, "who is on it was put onto it again")
		}
		calls := len(to.added) + len(to.removed)
		to.fails = false
		done, err := sync()
		require.NoError(t, err)
		require.Zero(t, done)
		require.Len(t, append(to.added, to.removed...), calls, "nothing changed, and something was sent")
		for range 12 {
			w.happen()
		}
		for i, m := range w.sure { // each other leaves, whose household stays, and comes back
			if i%2 == 0 {
				m.consents = !m.consents
				w.consent(m)
			}
		}
		if round == 2 {
			merge(1001, 1003)
		}
	}
}

func (w *town) onRecord() map[adlist.Person]bool {
	all := map[adlist.Person]bool{}
	for _, row := range schematest.Query[struct {
		Email string `ch:"email"`
		Phone string `ch:"phone"`
	}](w.t, w.db, "SELECT email, phone FROM ad_list_people FINAL WHERE brand = 'acme' AND list = 'sleepers'") {
		all[adlist.Person(row)] = true
	}
	return all
}

// A removed consent and an erasure take the person out, and everybody else stays.
func TestWhoMayNotBeOnAListLeavesIt(t *testing.T) {
	w := newTown(t)
	w.entries, w.fixed, w.sure, w.members = nil, nil, nil, w.members[:3]
	w.flush()
	w.exec("TRUNCATE TABLE journey_moves")
	for i, m := range w.members {
		m.email, m.phone, m.consents = fmt.Sprintf("x%d@example.com", i), "", true
		w.put(m)
		w.consent(m)
		e := &entry{journey: "j0", walker: m.id}
		w.entries = append(w.entries, e)
		w.move(e, move{"v1", "", "s0", "came"})
		w.move(e, move{"v1", "s0", "s1", "waited"})
	}
	w.flush()
	form, _ := adlist.FormOf("meta")
	to := &platform{t: t, r: w.r, on: map[adlist.Person]bool{}, calls: map[string]int{}}
	done, err := enlist.Sync(t.Context(), w.db, w.brand, list, form, to)
	require.NoError(t, err)
	require.Equal(t, enlist.Done{Added: 3}, done)
	w.exec("INSERT INTO ad_list_people SELECT * REPLACE ('other' AS brand) FROM ad_list_people FINAL")
	sums, err := roster.Sums(t.Context(), w.db, w.brand.Name)
	require.NoError(t, err)
	require.Len(t, sums, 1)
	require.Equal(t, roster.Sum{List: list, People: 3, At: sums[0].At}, sums[0])
	require.WithinDuration(t, time.Now(), sums[0].At, time.Minute)
	w.exec("INSERT INTO ad_list_people SELECT * REPLACE ('another' AS list) FROM ad_list_people FINAL WHERE brand = 'acme'")
	w.members[0].consents = false
	w.consent(w.members[0])
	w.members[1].deleted = true
	w.put(w.members[1])
	w.flush()
	done, err = enlist.Sync(t.Context(), w.db, w.brand, list, form, to)
	require.NoError(t, err)
	require.Equal(t, enlist.Done{Removed: 2}, done)
	require.Equal(t, map[adlist.Person]bool{form.Person("x2@example.com", ""): true}, to.on)
	require.Len(t, w.onRecord(), 1, "the hashes of who left are forgotten")
	require.Equal(t, uint64(6), schematest.Query[struct {
		People uint64 `ch:"people"`
	}](t, w.db, "SELECT count() AS people FROM ad_list_people FINAL WHERE brand = 'other' OR list = 'another'")[0].People, "of another brand's list, or another list, nobody leaves")
}

// A list that is refused is said, one that doesn't answer is tried again, and neither stops another.
func TestListsStandByThemselves(t *testing.T) {
	w := newTown(t)
	w.flush()
	asked := map[string]int{}
	platform := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		asked[r.URL.Path]++
		switch r.URL.Path {
		case "/1/users":
			rw.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(rw, `{"error":{"code":190}}`)
		case "/2/users":
			rw.Header().Set("Retry-After", "3600")
			rw.WriteHeader(http.StatusTooManyRequests)
		}
	}))
	t.Cleanup(platform.Close)
	meta := func(id string) settings.List {
		return settings.List{Name: list, Platform: "meta", ID: id, Token: document.NewSecret("secret"), Endpoint: platform.URL}
	}
	for id, c := range map[string]struct{ trouble, passing string }{"1": {"make a new token", ""}, "2": {"", "too many"}} {
		broken := settings.List{Name: "broken", Platform: "google", ServiceAccount: document.NewSecret("no key")}
		w.brand.AdLists = []settings.List{broken, meta(id)}
		troubles, err := enlist.All(t.Context(), w.db, w.brand)
		said := strings.Join(troubles, " ")
		require.Contains(t, said, "the ad list broken isn't up to date")
		require.Contains(t, said, c.trouble)
		require.NotContains(t, said, "secret")
		if c.passing == "" {
			require.NoError(t, err)
		} else {
			require.ErrorContains(t, err, c.passing)
		}
		require.Equal(t, 1, asked["/"+id+"/users"])
	}
}
