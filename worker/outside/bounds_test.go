package outside

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// What an event may hold ends where it says: each bound is taken, and one more is not.
func TestBoundsOfAnEvent(t *testing.T) {
	w := newWorld(t, true)
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	w.out.now = func() time.Time { return now }
	const good = `"type":"login","at":"2026-11-20T10:00:00Z"`
	properties := func(n int) string {
		var list []string
		for i := range n {
			list = append(list, fmt.Sprintf(`"p%d":1`, i))
		}
		return `"visitor":"v","properties":{` + strings.Join(list, ",") + `}`
	}
	text := func(field string, n int) string { return fmt.Sprintf(`%q:%q`, field, strings.Repeat("茶", n)) }
	at := func(t time.Time) string { return `"type":"login","visitor":"v","at":"` + t.Format(time.RFC3339) + `"` }
	cases := map[string]bool{
		good + "," + properties(50): true, good + "," + properties(51): false,
		at(now.Add(5 * time.Minute)): true, at(now.Add(5*time.Minute + time.Second)): false, at(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)): true, at(time.Date(1999, 12, 31, 23, 59, 59, 0, time.UTC)): false,
		good + `,"visitor":"v","properties":{"` + strings.Repeat("茶", 256) + `":1}`: true, good + `,"visitor":"v","properties":{"` + strings.Repeat("茶", 257) + `":1}`: false,
		good + `,"visitor":"v","properties":{"a":"` + strings.Repeat("茶", 1000) + `"}`: true, good + `,"visitor":"v","properties":{"a":"` + strings.Repeat("茶", 1001) + `"}`: false,
		good + `,"visitor":"v` + "\\u007f" + `"`: false, good + `,"visitor":"v` + "\\u001f" + `"`: false, good + `,"visitor":"v w"`: true,
	}
	for _, field := range []string{"event_id", "customer_id", "email", "phone", "line_id"} {
		cases[good+`,"visitor":"v",`+text(field, 256)], cases[good+`,"visitor":"v",`+text(field, 257)] = true, false
	}
	for _, one := range []string{"customer_id", "email", "phone", "line_id", "visitor"} { // each says whose it is
		cases[good+","+text(one, 1)] = true
	}
	for event, taken := range cases {
		before := len(w.kept.events)
		code, answer, _ := w.do("POST", "/events", "[{"+event+"}]", "Authorization", "Bearer "+serverKey+"acme")
		require.Equal(t, map[bool]int{true: 200, false: 422}[taken], code, "%.120s: %s", event, answer)
		require.Equal(t, taken, len(w.kept.events) == before+1, "%.120s", event)
	}
	code, _, _ := w.do("POST", "/events", "["+strings.TrimSuffix(strings.Repeat("{"+good+`,"visitor":"v"},`, 1000), ",")+"]", "Authorization", "Bearer "+serverKey+"acme")
	require.Equal(t, 200, code, "a thousand at once")
}

// An event of the server keeps all that says whose it is, under its own id.
func TestWhoseAnEventIs(t *testing.T) {
	w := newWorld(t, true)
	w.out.now = func() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }
	code, _, _ := w.do("POST", "/events", `[{"event_id":"e","type":"login","at":"2026-11-20T10:00:00Z","customer_id":"c","email":"a@x.test","phone":"+886912345678","line_id":"U1","visitor":"v"}]`, "Authorization", "Bearer "+serverKey+"acme")
	require.Equal(t, 200, code)
	b := w.kept.events[0]
	require.Equal(t, []string{"e", "login", "c", "a@x.test", "+886912345678", "U1", "v"}, []string{b.ID, b.Type, b.CustomerID, b.Email, b.Phone, b.LineID, b.Visitor})
}
