package adlist_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// platform is a fake of both APIs as their documents have them. It shares no code with the
// connectors: it checks every field that it is given, and refuses those that it doesn't know.
type platform struct {
	*httptest.Server
	t   *testing.T
	key *rsa.PrivateKey

	mu       sync.Mutex
	on       map[string]bool // who is on the list: every identifier that was put there
	calls    int
	tokens   int
	consents []string
	sessions map[int64]bool
	next     []fault // of the next calls
	away     int     // the status with which tokens are refused; 0: they aren't
	subtype  string  // of Meta's audience
	terms    string  // of its ad account, as JSON
}

// fault is what a call answers instead of yes. After it did its work, where done says so.
type fault struct {
	done   bool
	status int
	body   string
	cut    bool // the connection breaks
	head   map[string]string
}

const (
	metaToken   = "EAAB-secret"
	audienceID  = "23850000000000001"
	googleList  = "8000000001"
	operating   = "1234567890"
	manager     = "9876543210"
	accessToken = "ya29.access"
)

var hash = regexp.MustCompile(`^[0-9a-f]{64}$`)

func newPlatform(t *testing.T) *platform {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	p := &platform{t: t, key: key, on: map[string]bool{}, sessions: map[int64]bool{}, subtype: "CUSTOM", terms: `{"web_custom_audience_tos":1,"custom_audience_tos":1}`}
	p.Server = httptest.NewServer(http.HandlerFunc(p.serve))
	t.Cleanup(p.Close)
	return p
}

// account is the JSON key of a service account of the fake.
func (p *platform) account() string { return p.accountAt(p.URL) }

// accountAt is its key for the tokens of another fake, which doesn't know it.
func (p *platform) accountAt(address string) string {
	der, err := x509.MarshalPKCS8PrivateKey(p.key)
	require.NoError(p.t, err)
	text, err := json.Marshal(map[string]string{
		"type": "service_account", "client_email": "robot@project.iam.gserviceaccount.com", "private_key_id": "k1", "token_uri": address + "/token",
		"private_key": string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})),
	})
	require.NoError(p.t, err)
	return string(text)
}

func (p *platform) fail(faults ...fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.next = append(p.next, faults...)
}

func (p *platform) has(identifier string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.on[identifier]
}

func (p *platform) serve(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if r.URL.Path == "/token" {
		p.token(w, r)
		return
	}
	p.calls++
	var f fault
	if len(p.next) > 0 {
		f, p.next = p.next[0], p.next[1:]
	}
	status, answer := http.StatusOK, ""
	if f.done || f.status == 0 && !f.cut {
		status, answer = p.answer(r)
	}
	switch {
	case f.cut:
		panic(http.ErrAbortHandler)
	case f.status != 0:
		status, answer = f.status, f.body
	}
	for name, value := range f.head {
		w.Header().Set(name, value)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, answer)
}

func (p *platform) answer(r *http.Request) (int, string) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return http.StatusBadRequest, err.Error()
	}
	if strings.HasPrefix(r.URL.Path, "/v1/audienceMembers:") {
		return p.google(r, body)
	}
	if r.Method == http.MethodGet {
		return p.graph(r, body)
	}
	return p.meta(r, body)
}

// graph is GET of /{custom_audience_id} and of /act_{ad_account_id}, with fields.
func (p *platform) graph(r *http.Request, body []byte) (int, string) {
	asked := r.URL.Path + " " + r.URL.Query().Get("fields")
	switch {
	case len(body) > 0 || len(r.URL.Query()) != 1:
		return metaNo(100, "only fields are expected, in the address")
	case r.Header.Get("Authorization") != "Bearer "+metaToken:
		return metaNo(190, "Invalid OAuth access token.")
	case asked == "/"+audienceID+" subtype,account_id":
		return http.StatusOK, fmt.Sprintf(`{"subtype":%q,"account_id":%q,"id":%q}`, p.subtype, operating, audienceID)
	case asked == "/act_"+operating+" tos_accepted" && p.terms == "":
		return http.StatusOK, fmt.Sprintf(`{"id":"act_%s"}`, operating)
	case asked == "/act_"+operating+" tos_accepted":
		return http.StatusOK, fmt.Sprintf(`{"tos_accepted":%s,"id":"act_%s"}`, p.terms, operating)
	}
	return metaNo(100, "Unsupported get request: the object does not exist")
}

func metaNo(code int, says string) (int, string) {
	return http.StatusBadRequest, fmt.Sprintf(`{"error":{"message":%q,"type":"OAuthException","code":%d,"fbtrace_id":"x"}}`, says, code)
}

// meta is POST and DELETE of /{custom_audience_id}/users.
func (p *platform) meta(r *http.Request, body []byte) (int, string) {
	form, err := url.ParseQuery(string(body))
	switch {
	case err != nil || r.Header.Get("Content-Type") != "application/x-www-form-urlencoded" || r.URL.RawQuery != "":
		return metaNo(100, "form values are expected in the body")
	case form.Get("access_token") != metaToken:
		return metaNo(190, "Invalid OAuth access token.")
	case r.URL.Path != "/"+audienceID+"/users":
		return metaNo(100, "Unsupported request: the object does not exist")
	case r.Method != http.MethodPost && r.Method != http.MethodDelete:
		return metaNo(100, "Unsupported method")
	}
	var payload struct {
		Schema []string   `json:"schema"`
		Data   [][]string `json:"data"`
	}
	var session struct {
		ID    int64 `json:"session_id"`
		Batch int   `json:"batch_seq"`
		Last  *bool `json:"last_batch_flag"`
		Rows  int   `json:"estimated_num_total"`
	}
	if strict(form.Get("payload"), &payload) != nil || strict(form.Get("session"), &session) != nil {
		return metaNo(100, "Invalid parameter")
	}
	if session.ID <= 0 || session.Batch != 1 || session.Last == nil || !*session.Last || session.Rows != len(payload.Data) {
		return metaNo(100, "the session isn't whole")
	}
	if len(payload.Data) == 0 || len(payload.Data) > 10000 {
		return metaNo(100, "from 1 to 10000 rows")
	}
	p.sessions[session.ID] = true
	for _, row := range payload.Data {
		if len(row) != len(payload.Schema) {
			return metaNo(100, "a row doesn't fit the schema")
		}
		for i, cell := range row {
			kind := map[string]string{"EMAIL_SHA256": "mail/", "PHONE_SHA256": "phone/"}[payload.Schema[i]]
			if kind == "" || !hash.MatchString(cell) {
				return metaNo(100, "a cell is no SHA-256 of the schema")
			}
			p.put(kind+cell, r.Method == http.MethodPost)
		}
	}
	return http.StatusOK, fmt.Sprintf(`{"audience_id":%q,"session_id":"%d","num_received":%d,"num_invalid_entries":0,"invalid_entry_samples":{}}`, audienceID, session.ID, len(payload.Data))
}

func (p *platform) put(identifier string, on bool) {
	if on {
		p.on[identifier] = true
	} else {
		delete(p.on, identifier)
	}
}

func googleNo(code int, status string) (int, string) {
	return code, fmt.Sprintf(`{"error":{"code":%d,"message":"There was a problem with the request.","status":%q}}`, code, status)
}

// google is audienceMembers:ingest and :remove.
func (p *platform) google(r *http.Request, body []byte) (int, string) {
	type account struct {
		AccountType string `json:"accountType"`
		AccountID   string `json:"accountId"`
	}
	type request struct {
		Destinations []struct {
			LoginAccount         *account `json:"loginAccount"`
			OperatingAccount     account  `json:"operatingAccount"`
			ProductDestinationID string   `json:"productDestinationId"`
		} `json:"destinations"`
		AudienceMembers []struct {
			UserData struct {
				UserIdentifiers []map[string]string `json:"userIdentifiers"`
			} `json:"userData"`
		} `json:"audienceMembers"`
		Consent        map[string]string `json:"consent"`
		Encoding       string            `json:"encoding"`
		TermsOfService map[string]string `json:"termsOfService"`
		ValidateOnly   bool              `json:"validateOnly"`
	}
	adds := r.URL.Path == "/v1/audienceMembers:ingest"
	var in request
	switch {
	case r.Header.Get("Authorization") != "Bearer "+accessToken:
		return googleNo(401, "UNAUTHENTICATED")
	case r.Method != http.MethodPost || !adds && r.URL.Path != "/v1/audienceMembers:remove":
		return googleNo(404, "NOT_FOUND")
	case strict(string(body), &in) != nil || len(in.Destinations) != 1 || in.Encoding != "HEX" || len(in.AudienceMembers) == 0 || len(in.AudienceMembers) > 10000:
		return googleNo(400, "INVALID_ARGUMENT")
	case !adds && (in.Consent != nil || in.TermsOfService != nil): // the method has no such fields
		return googleNo(400, "INVALID_ARGUMENT")
	case adds && in.TermsOfService["customerMatchTermsOfServiceStatus"] != "ACCEPTED":
		return googleNo(403, "PERMISSION_DENIED")
	}
	to := in.Destinations[0]
	if to.OperatingAccount != (account{"GOOGLE_ADS", operating}) || to.LoginAccount == nil || *to.LoginAccount != (account{"GOOGLE_ADS", manager}) || to.ProductDestinationID != googleList {
		return googleNo(403, "PERMISSION_DENIED")
	}
	for _, m := range in.AudienceMembers {
		if len(m.UserData.UserIdentifiers) == 0 || len(m.UserData.UserIdentifiers) > 10 {
			return googleNo(400, "INVALID_ARGUMENT")
		}
		for _, identifier := range m.UserData.UserIdentifiers {
			for kind, value := range identifier {
				name := map[string]string{"emailAddress": "mail/", "phoneNumber": "phone/"}[kind]
				if len(identifier) != 1 || name == "" || !hash.MatchString(value) {
					return googleNo(400, "INVALID_ARGUMENT")
				}
				if !in.ValidateOnly {
					p.put(name+value, adds)
				}
			}
		}
	}
	p.consents = append(p.consents, in.Consent["adUserData"]+"/"+in.Consent["adPersonalization"])
	return http.StatusOK, `{"requestId":"r-1"}`
}

// token is what a service account asks for an access token: RFC 7523.
func (p *platform) token(w http.ResponseWriter, r *http.Request) {
	no := func(says string) {
		http.Error(w, `{"error":"invalid_grant","error_description":"`+says+`"}`, http.StatusBadRequest)
	}
	parts := strings.Split(r.FormValue("assertion"), ".")
	if r.FormValue("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer" || len(parts) != 3 {
		no("grant")
		return
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	digest := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if err != nil || rsa.VerifyPKCS1v15(&p.key.PublicKey, crypto.SHA256, digest[:], signature) != nil {
		no("signature")
		return
	}
	var claims struct {
		Iss, Scope, Aud string
		Iat, Exp        int64
	}
	text, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil || json.Unmarshal(text, &claims) != nil || claims.Scope != "https://www.googleapis.com/auth/datamanager" || claims.Aud != p.URL+"/token" ||
		claims.Iss != "robot@project.iam.gserviceaccount.com" || claims.Exp-claims.Iat > 3600 || claims.Exp < time.Now().Unix() {
		no("claims")
		return
	}
	if p.away != 0 {
		http.Error(w, "away", p.away)
		return
	}
	p.tokens++
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `{"access_token":"`+accessToken+`","token_type":"Bearer","expires_in":3599}`)
}

// strict reads JSON without fields that aren't known.
func strict(text string, into any) error {
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	return d.Decode(into)
}
