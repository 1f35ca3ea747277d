package work

import (
	"fmt"
	"strings"

	"regulars/config/notify"
	"regulars/schema/notices"
)

// RecipientLine is who is notified, and of what.
type RecipientLine struct{ Name, Way, About string }

// NoticeLine is a notification that was sent, or could not be.
type NoticeLine struct{ At, About, Which, To, State, Tone, Detail string }

// Recipients are those whom the config names; their addresses are the config's.
func (s Shown) Recipients(to []notify.Recipient) []RecipientLine {
	lines := make([]RecipientLine, len(to))
	for i := range to {
		kinds := to[i].About
		if len(kinds) == 0 {
			kinds = notify.Kinds
		}
		names := make([]string, len(kinds))
		for k, kind := range kinds {
			names[k] = s.T.NoticeKinds[kind]
		}
		lines[i] = RecipientLine{Name: to[i].Name, Way: s.T.NoticeWays[to[i].Way()], About: strings.Join(names, s.T.Comma)}
	}
	return lines
}

// Notices are what was sent to whom.
func (s Shown) Notices(all []notices.Notice) []NoticeLine {
	lines := make([]NoticeLine, len(all))
	for i, n := range all {
		_, which, _ := strings.Cut(n.Matter, "/")
		lines[i] = NoticeLine{
			At: s.Stamp(n.At), About: s.T.NoticeKinds[n.Kind], Which: which, To: n.Recipient, State: s.T.NoticeSent, Tone: "done",
		}
		if n.State == notices.Failed {
			lines[i].State, lines[i].Tone, lines[i].Detail = fmt.Sprintf(s.T.NoticeFailed, fmt.Sprint(n.Tries)), "failed", n.Detail
		}
	}
	return lines
}
