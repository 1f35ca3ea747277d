package platformtest

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/platform"
)

// strange answers are of a status and a kind that promise a good one. Whatever a shop
// answers once, each row comes right, or is rejected with its reason where its platform gives
// each record by a request of its own; whatever it always answers, the pull ends with an
// error, and never with rows missing.
func (c Connector) strange(t *testing.T) {
	answers := map[string]Fault{
		"nothing":                     instead("application/json", ""),
		"no content":                  Status(http.StatusNoContent),
		"null":                        instead("application/json", "null"),
		"an empty object":             instead("application/json", "{}"),
		"a text":                      instead("application/json", `"maintenance"`),
		"a number":                    instead("application/json", "0"),
		"an error as if it were good": instead("application/json", `{"code":"internal_error","message":"Sorry","data":null,"error":"Sorry"}`),
		"a warning before it":         around("Warning: Undefined array key in /srv/plugin.php on line 7\n", ""),
		"a notice behind it":          around("", "\n<br />\n<b>Notice</b>: Undefined variable"),
		"two answers":                 twice,
		"gzip cut in the middle":      zipped(func(whole []byte) []byte { return whole[:len(whole)/2] }),
		"gzip with a wrong sum":       zipped(func(whole []byte) []byte { whole[len(whole)-5] ^= 0xff; return whole }),
		"gzip in name only":           zipped(func([]byte) []byte { return []byte(`{"not":"packed"}`) }),
		"chunks cut":                  chunksCut,
	}
	for name, answer := range answers {
		t.Run(name, func(t *testing.T) {
			shop, source := c.start(t, 130, quick())
			shop.Faults.Add(Well, answer, Well, answer)
			rightOrRejected(t, shop, pull(t, source, platform.Orders, window()))
			require.LessOrEqual(t, shop.Faults.left(), 1, "faults that were not met")

			shop.Faults.Always(answer)
			p := newPulled()
			err := source.Pull(t.Context(), platform.Orders, window(), "", p.take)
			require.Error(t, err, "rows are missing, and nothing says so")
			require.Empty(t, p.orders)
			c.noSecrets(t, err)
		})
	}
	for name, answer := range map[string]Fault{
		"a mark of the byte order before it": around("\ufeff", ""), // PHP prints that of a plugin's file
		"spaces around it":                   around(" \r\n\t", "\n\n"),
		"packed":                             zipped(func(whole []byte) []byte { return whole }),
	} {
		t.Run(name, func(t *testing.T) {
			shop, source := c.start(t, 130, quick())
			shop.Faults.Always(answer)
			allRight(t, shop, pull(t, source, platform.Orders, window()))
		})
	}
}

// rightOrRejected compares what came with what the shop has; two answers can spoil two rows.
func rightOrRejected(t *testing.T, s *Shop, p *pulled) {
	t.Helper()
	require.LessOrEqual(t, len(p.rejected), 2)
	rejected := map[string]bool{}
	for _, r := range p.rejected {
		require.NotEmpty(t, r.Reason)
		require.NotEmpty(t, r.Raw)
		rejected[r.ID] = true
	}
	for _, o := range s.Orders() {
		if id := s.ID(o.ID); !rejected[id] {
			right(t, s, o, p.orders[id])
		}
	}
}

// instead answers with a body of its own.
func instead(kind, body string) Fault {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.Header().Set("Content-Type", kind)
		_, _ = io.WriteString(w, body)
	}
}

// reworked answers as the shop does, with another body.
func reworked(work func(w http.ResponseWriter, body []byte) []byte) Fault {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		answer := answerOf(r, next)
		for name, values := range answer.Header() {
			w.Header()[name] = values
		}
		w.Header().Del("Content-Length")
		body := work(w, answer.Body.Bytes())
		w.WriteHeader(answer.Code)
		_, _ = w.Write(body)
	}
}

func around(before, behind string) Fault {
	return reworked(func(_ http.ResponseWriter, body []byte) []byte {
		return append(append([]byte(before), body...), behind...)
	})
}

var twice = reworked(func(_ http.ResponseWriter, body []byte) []byte { return bytes.Repeat(body, 2) })

// zipped answers what a server that packs would, spoilt.
func zipped(spoil func([]byte) []byte) Fault {
	return reworked(func(w http.ResponseWriter, body []byte) []byte {
		var packed bytes.Buffer
		writer := gzip.NewWriter(&packed)
		_, _ = writer.Write(body)
		_ = writer.Close()
		w.Header().Set("Content-Encoding", "gzip")
		return spoil(packed.Bytes())
	})
}

// chunksCut closes the connection between two chunks.
func chunksCut(w http.ResponseWriter, r *http.Request, next http.Handler) {
	whole := record(r, next)
	_, _ = w.Write(whole[:len(whole)/2])
	if flusher, can := w.(http.Flusher); can {
		flusher.Flush()
	}
	panic(http.ErrAbortHandler)
}
