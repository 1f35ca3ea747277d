package outside

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/time/rate"

	"regulars/answer"
)

// amazon is a host that has certificates, and notes what it is asked for.
func amazon(t *testing.T) (address string, asked *[]string) {
	t.Helper()
	certificate := func(until time.Duration) []byte {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		require.NoError(t, err)
		c := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-2 * time.Hour), NotAfter: time.Now().Add(until)}
		text, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
		require.NoError(t, err)
		return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: text})
	}
	good, old := certificate(time.Hour), certificate(-time.Hour)
	asked = &[]string{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*asked = append(*asked, r.URL.Path)
		switch {
		case strings.HasPrefix(r.URL.Path, "/good"):
			_, _ = w.Write(good)
		case r.URL.Path == "/old":
			_, _ = w.Write(old)
		case r.URL.Path == "/empty":
			_, _ = w.Write(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte("x")}))
		case r.URL.Path == "/moved":
			http.Redirect(w, r, "/good", http.StatusFound)
		case r.URL.Path == "/page":
			_, _ = w.Write([]byte("hello"))
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(server.Close)
	return server.URL, asked
}

// The certificate of an address is fetched once; what is none is nobody's proof, and a host
// that doesn't answer is asked again.
func TestCertificates(t *testing.T) {
	at, asked := amazon(t)
	c := newCertificates()
	c.pace = rate.NewLimiter(rate.Inf, 0)
	for range 2 {
		found, err := c.get(at + "/good")
		require.NoError(t, err)
		require.NotNil(t, found)
	}
	require.Equal(t, []string{"/good"}, *asked)
	for path, forged := range map[string]bool{"/old": true, "/page": true, "/empty": true, "/moved": false, "/none": false} {
		for range 2 {
			_, err := c.get(at + path)
			require.Error(t, err, path)
			require.Equal(t, forged, errors.Is(err, answer.ErrForged), path)
		}
	}
	require.NotContains(t, (*asked)[1:], "/good", "a host leads nowhere else")
	_, err := c.get("http://127.0.0.1:1/a?Token=secret")
	require.ErrorContains(t, err, "doesn't answer")
	require.NotContains(t, err.Error(), "secret")

	*asked = nil
	for _, path := range []string{"/good1", "/good2", "/good3", "/good4", "/good5", "/good6", "/good7", "/good8", "/good9", "/good10", "/good11", "/good12", "/good13", "/good14"} {
		_, err := c.get(at + path) // sixteen with the two before
		require.NoError(t, err)
	}
	_, err = c.get(at + "/good")
	require.NoError(t, err)
	require.Len(t, *asked, 14, "sixteen are kept")
	_, err = c.get(at + "/good15")
	require.NoError(t, err)
	require.Len(t, c.known, 1, "who makes up addresses fills no memory")
}

// Who makes up addresses of Amazon's gets five of them fetched at once.
func TestCertificatesAreFetchedSlowly(t *testing.T) {
	at, asked := amazon(t)
	c := newCertificates()
	c.pace = rate.NewLimiter(0, c.pace.Burst())
	for range 5 {
		_, err := c.get(at + "/page")
		require.ErrorIs(t, err, answer.ErrForged)
	}
	_, err := c.get(at + "/page")
	require.ErrorContains(t, err, "too many")
	require.NotErrorIs(t, err, answer.ErrForged, "it may be Amazon's, and is asked to come again")
	require.Len(t, *asked, 5)
}

// says is a provider's reader that reads the same of every request.
type says struct {
	read answer.Read
	err  error
}

func (s says) Read(answer.Request) (answer.Read, error) { return s.read, s.err }

// A topic is confirmed by a call of the address that the provider's message names.
func TestAConfirmedSubscription(t *testing.T) {
	at, asked := amazon(t)
	w := newWorld(t, false)
	w.out.hooks["acme/edm"].reader = says{read: answer.Read{Confirm: at + "/page?Token=secret", Reply: "never said"}}
	code, text, _ := w.do("POST", "/answers/acme/edm", "{}")
	require.Equal(t, 200, code)
	require.Empty(t, text)
	require.Equal(t, []string{"/page"}, *asked)
	require.Contains(t, w.log.String(), "is confirmed")

	w.out.hooks["acme/edm"].reader = says{read: answer.Read{Confirm: at + "/none?Token=secret"}}
	require.Equal(t, 503, w.status("POST", "/answers/acme/edm", "{}"), "the provider sends it again")
	require.Contains(t, w.log.String(), "can't be confirmed")
	require.NotContains(t, w.log.String(), "secret")
}

// What a proof needs may be away for a while: then nothing is said of the proof.
func TestAProofThatCannotBeLookedAt(t *testing.T) {
	w := newWorld(t, true)
	w.out.hooks["acme/edm"].reader = says{err: errors.New("amazon's host doesn't answer")}
	require.Equal(t, 503, w.status("POST", "/answers/acme/edm", "{}"))
}

func TestAReplyIsOfItsType(t *testing.T) {
	w := newWorld(t, true)
	for kind, want := range map[string]string{"text/xml": "text/xml", "": "text/plain; charset=utf-8"} {
		w.out.hooks["acme/edm"].reader = says{read: answer.Read{Reply: "thanks", ContentType: kind}}
		code, text, header := w.do("POST", "/answers/acme/edm", "{}")
		require.Equal(t, 200, code)
		require.Equal(t, "thanks", text)
		require.Equal(t, want, header.Get("Content-Type"))
	}
}
