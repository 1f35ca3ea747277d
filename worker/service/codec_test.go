package service

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"google.golang.org/protobuf/encoding/protojson"

	"regulars/config"
	"regulars/config/operation"
	"regulars/console"
	"regulars/worker/codec"
)

const (
	ui    = "https://temporal.shop.example"
	token = "a token of enough characters"
)

// codecWorld is a console and a worker's other address, with users of several roles who
// signed in.
type codecWorld struct {
	t               *testing.T
	console, worker http.Handler
	cookies         map[string]*http.Cookie // by user
	secret          *commonpb.Payload
}

func newCodecWorld(t *testing.T, k operation.Codec) *codecWorld {
	t.Helper()
	hash := config.NewSecret(console.HashPassword("correct horse"))
	user := func(name, role string, brands ...string) config.ConsoleUser {
		return config.ConsoleUser{Name: name, Password: hash, Role: role, Brands: brands}
	}
	cfg := (&config.Config{
		Brands:  []config.Brand{{Name: "tea"}, {Name: "wine"}},
		Privacy: config.Privacy{PayloadKey: config.NewSecret("a key of enough characters"), PayloadKeyOther: config.NewSecret("the key of before, long enough")},
		Worker:  operation.Worker{Codec: k},
		Console: config.Console{Users: []config.ConsoleUser{user("op", config.RoleOperate, "tea", "wine"), user("one", config.RoleOperate, "tea"), user("edit", config.RoleEdit, "tea", "wine")}},
	}).WithDefaults()
	silent := slog.New(slog.DiscardHandler)
	page := console.New(console.Options{Config: cfg})
	w := &codecWorld{t: t, cookies: map[string]*http.Cookie{}}
	var err error
	w.console, err = consoleHandler(cfg, page, silent)
	require.NoError(t, err)
	w.worker, err = withCodec(cfg, http.NotFoundHandler(), nil, silent)
	require.NoError(t, err)
	for _, u := range cfg.Console.Users {
		r := httptest.NewRequest(http.MethodPost, "/sign-in", strings.NewReader("name="+u.Name+"&password=correct+horse"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		answer := httptest.NewRecorder()
		w.console.ServeHTTP(answer, r)
		require.Equal(t, http.StatusSeeOther, answer.Code)
		for _, c := range answer.Result().Cookies() {
			if c.Name == "regulars" {
				w.cookies[u.Name] = c
			}
		}
		require.NotNil(t, w.cookies[u.Name])
	}
	// As a worker of before the key changed wrote it.
	var options client.Options
	require.NoError(t, codec.Apply(&options, cfg.Privacy.PayloadKeyOther))
	w.secret, err = options.DataConverter.ToPayload(map[string]string{"brand": "tea"})
	require.NoError(t, err)
	require.NotContains(t, string(w.secret.Data), "tea")
	return w
}

// ask posts as Temporal's UI does; the user's cookie, the origin and a token where given.
func (w *codecWorld) ask(at http.Handler, do, user, origin, bearer string) *http.Response {
	w.t.Helper()
	body, err := protojson.Marshal(&commonpb.Payloads{Payloads: []*commonpb.Payload{w.secret}})
	require.NoError(w.t, err)
	r := httptest.NewRequest(http.MethodPost, "/codec/"+do, bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Namespace", "default")
	if origin != "" {
		r.Header.Set("Origin", origin)
		r.Header.Set("Sec-Fetch-Site", "same-site")
		r.Header.Set("Sec-Fetch-Mode", "cors")
	}
	if bearer != "" {
		r.Header.Set("Authorization", "Bearer "+bearer)
	}
	if c := w.cookies[user]; c != nil {
		r.AddCookie(c)
	}
	answer := httptest.NewRecorder()
	at.ServeHTTP(answer, r)
	return answer.Result()
}

// The UI's page gets payloads in the clear by the session of who operates every brand, and
// the temporal command by the token; nobody else does.
func TestTheCodecForTemporalsUI(t *testing.T) {
	w := newCodecWorld(t, operation.Codec{Origin: ui, Token: config.NewSecret(token)})
	for name, c := range map[string]struct {
		at                   http.Handler
		user, origin, bearer string
		status               int
	}{
		"the UI, signed in":                 {w.console, "op", ui, "", http.StatusOK},
		"a program with the token":          {w.console, "", "", token, http.StatusOK},
		"a program at the worker":           {w.worker, "", "", token, http.StatusOK},
		"nobody signed in":                  {w.console, "", ui, "", http.StatusUnauthorized},
		"who operates one brand only":       {w.console, "one", ui, "", http.StatusUnauthorized},
		"who may not operate":               {w.console, "edit", ui, "", http.StatusUnauthorized},
		"a page of another origin":          {w.console, "op", "https://evil.example", "", http.StatusForbidden},
		"another origin with the token":     {w.console, "op", "https://evil.example", token, http.StatusForbidden},
		"a sandboxed frame":                 {w.console, "op", "null", "", http.StatusForbidden},
		"the console's own origin":          {w.console, "op", "https://regulars.shop.example", "", http.StatusForbidden},
		"a cookie without an origin":        {w.console, "op", "", "", http.StatusUnauthorized},
		"a wrong token":                     {w.worker, "", "", token + "x", http.StatusUnauthorized},
		"no token":                          {w.worker, "", "", "", http.StatusUnauthorized},
		"the UI at the worker":              {w.worker, "op", ui, "", http.StatusForbidden},
		"an origin that begins like the UI": {w.console, "op", ui + ".evil.example", "", http.StatusForbidden},
	} {
		t.Run(name, func(t *testing.T) {
			answer := w.ask(c.at, "decode", c.user, c.origin, c.bearer)
			require.Equal(t, c.status, answer.StatusCode)
			body, err := io.ReadAll(answer.Body)
			require.NoError(t, err)
			if c.status != http.StatusOK {
				require.NotContains(t, string(body), "payloads")
				if c.status == http.StatusForbidden {
					require.Empty(t, answer.Header.Get("Access-Control-Allow-Origin"))
				}
				return
			}
			require.Equal(t, c.origin, answer.Header.Get("Access-Control-Allow-Origin"))
			require.Equal(t, "no-store", answer.Header.Get("Cache-Control"))
			require.JSONEq(t, `{"brand":"tea"}`, plainText(t, body))
		})
	}
}

func plainText(t *testing.T, body []byte) string {
	t.Helper()
	var payloads commonpb.Payloads
	require.NoError(t, json.Unmarshal(body, &payloads))
	require.Len(t, payloads.Payloads, 1)
	return string(payloads.Payloads[0].Data)
}

// What is encoded can be decoded again, and is written with the key of now.
func TestTheCodecEncodes(t *testing.T) {
	w := newCodecWorld(t, operation.Codec{Origin: ui})
	w.secret = &commonpb.Payload{Metadata: map[string][]byte{converter.MetadataEncoding: []byte("json/plain")}, Data: []byte(`{"brand":"wine"}`)}
	answer := w.ask(w.console, "encode", "op", ui, "")
	require.Equal(t, http.StatusOK, answer.StatusCode)
	body, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	var encoded commonpb.Payloads
	require.NoError(t, json.Unmarshal(body, &encoded))
	require.NotContains(t, string(encoded.Payloads[0].Data), "wine")
	w.secret = encoded.Payloads[0]
	body, err = io.ReadAll(w.ask(w.console, "decode", "op", ui, "").Body)
	require.NoError(t, err)
	require.JSONEq(t, `{"brand":"wine"}`, plainText(t, body))
}

// A browser asks first whether the UI's page may; pages of others hear nothing.
func TestTheCodecsPreflight(t *testing.T) {
	w := newCodecWorld(t, operation.Codec{Origin: ui})
	preflight := func(origin string) *http.Response {
		r := httptest.NewRequest(http.MethodOptions, "/codec/decode", nil)
		r.Header.Set("Origin", origin)
		r.Header.Set("Access-Control-Request-Method", "POST")
		r.Header.Set("Access-Control-Request-Headers", "content-type,x-namespace")
		answer := httptest.NewRecorder()
		w.console.ServeHTTP(answer, r)
		return answer.Result()
	}
	allowed := preflight(ui)
	require.Equal(t, http.StatusNoContent, allowed.StatusCode)
	require.Equal(t, ui, allowed.Header.Get("Access-Control-Allow-Origin"))
	require.Equal(t, "true", allowed.Header.Get("Access-Control-Allow-Credentials"))
	require.Contains(t, allowed.Header.Get("Access-Control-Allow-Headers"), "X-Namespace")
	refused := preflight("https://evil.example")
	require.Equal(t, http.StatusForbidden, refused.StatusCode)
	require.Empty(t, refused.Header.Get("Access-Control-Allow-Origin"))
}

// Without the keys of the config there is no codec at all.
func TestNoCodec(t *testing.T) {
	w := newCodecWorld(t, operation.Codec{})
	require.Equal(t, http.StatusNotFound, w.ask(w.worker, "decode", "", "", token).StatusCode)
	require.NotEqual(t, http.StatusOK, w.ask(w.console, "decode", "op", ui, token).StatusCode)
	byOrigin := newCodecWorld(t, operation.Codec{Origin: ui})
	require.Equal(t, http.StatusNotFound, byOrigin.ask(byOrigin.worker, "decode", "op", ui, token).StatusCode)
}
