package operation

import (
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"regulars/config/audience"
	"regulars/config/document"
	"regulars/config/loopback"
)

// Worker tunes the worker process.
type Worker struct {
	Listen    string `yaml:"listen"`     // health, metrics, webhooks and links of messages; default 127.0.0.1:9464
	TaskQueue string `yaml:"task_queue"` // of Temporal; default regulars
	PublicURL string `yaml:"public_url"` // https base by which providers reach the worker; Twilio signs it; https and the request's host where absent

	Tracing    Tracing    `yaml:"tracing"`    // where traces go, by OpenTelemetry; off without an endpoint
	Versioning Versioning `yaml:"versioning"` // workers of several versions side by side, by Temporal's Worker Deployments; off without a deployment
	Codec      Codec      `yaml:"codec"`      // lets Temporal's UI and CLI show what payload_key encrypts; off without an origin or a token
}

// Tracing says where traces go. What the file doesn't say, the standard OTEL_* variables do.
type Tracing struct {
	Endpoint string          `yaml:"endpoint"` // http(s) address of an OTLP receiver, such as http://127.0.0.1:4318; default the variable OTEL_EXPORTER_OTLP_TRACES_ENDPOINT or OTEL_EXPORTER_OTLP_ENDPOINT; else no traces
	Protocol string          `yaml:"protocol"` // http (protobuf) or grpc; default the variable OTEL_EXPORTER_OTLP_PROTOCOL; else http
	Headers  document.Secret `yaml:"headers"`  // name=value pairs with commas between, such as an API key; default the variable OTEL_EXPORTER_OTLP_HEADERS
	Sample   float64         `yaml:"sample"`   // share above 0, up to 1, of the nights and requests that are traced; default the variable OTEL_TRACES_SAMPLER; else all
}

// Protocols are those that traces go by.
var Protocols = []string{"http", "grpc"}

// Versioning makes a worker one of a version.
type Versioning struct {
	Deployment string `yaml:"deployment"` // the name that all versions share, such as regulars
	Build      string `yaml:"build"`      // this version's id, such as ${BUILD_ID}; default the release
}

// On reports whether workers have versions.
func (v Versioning) On() bool { return v.Deployment != "" }

// Codec is who may have payloads decrypted. The console's people with the role operate
// may, from the UI's pages; a program may with the token.
type Codec struct {
	Origin string          `yaml:"origin"` // of Temporal's UI as browsers see it, such as https://temporal.shop.example; its pages may ask the console's address
	Token  document.Secret `yaml:"token"`  // what the temporal command sends as Authorization: Bearer, to worker.listen; at least 16 characters
}

// On reports whether anybody may.
func (c Codec) On() bool { return c.Origin != "" || !c.Token.Empty() }

// shortestToken is how short the codec's token may be.
const shortestToken = 16

// Temporal splits a version at the last dot of the two.
var versionForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
var buildForm = regexp.MustCompile(`^[A-Za-z0-9._+-]{1,64}$`)

// Surroundings are what else of the config matters here.
type Surroundings struct {
	Given     func(key string) bool // whether the file holds a key of worker
	Encrypted bool                  // there is a payload_key
	Console   bool                  // there is a console
}

// Mistakes returns what is wrong.
func (w *Worker) Mistakes(around Surroundings) []audience.Problem {
	c := checker{}
	if _, _, err := net.SplitHostPort(w.Listen); err != nil {
		c.add("listen", "it is not host:port", "write it as 127.0.0.1:9464")
	}
	c.tracing(w.Tracing, around)
	c.versioning(w.Versioning)
	c.codec(w.Codec, around)
	return c.found
}

type checker struct{ found []audience.Problem }

func (c *checker) add(key, says, remedy string) {
	c.found = append(c.found, audience.Problem{Key: key, Says: says, Remedy: remedy})
}

func (c *checker) tracing(t Tracing, around Surroundings) {
	if t.Endpoint != "" {
		u, err := url.Parse(t.Endpoint)
		switch {
		case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
			c.add("tracing.endpoint", "it is no address of a receiver", "write it with its scheme, such as http://127.0.0.1:4318")
		case u.Scheme == "http" && !t.Headers.Empty() && !loopback.Is(u.Hostname()):
			c.add("tracing.endpoint", "the headers would travel in the open", "use https; http with headers is for this machine only")
		}
	}
	if t.Protocol != "" && !slices.Contains(Protocols, t.Protocol) {
		c.found = append(c.found, audience.Problem{Key: "tracing.protocol", Unknown: t.Protocol, Known: Protocols})
	}
	if around.Given("tracing.sample") && !(t.Sample > 0 && t.Sample <= 1) {
		c.add("tracing.sample", "it is no share", "write a number above 0, up to 1; leave endpoint out for no traces")
	}
	if _, err := t.HeaderValues(); err != nil {
		c.add("tracing.headers", "it is no list of name=value", "write it as api-key=…,tenant=…")
	}
}

func (c *checker) versioning(v Versioning) {
	if v.Build != "" && !v.On() {
		c.add("versioning.build", "it is of no deployment", "write versioning.deployment, such as regulars, or leave it out")
	}
	if v.On() && !versionForm.MatchString(v.Deployment) {
		c.add("versioning.deployment", "it isn't a name", "use letters, digits, - and _, such as regulars")
	}
	if v.Build != "" && !buildForm.MatchString(v.Build) {
		c.add("versioning.build", "it isn't an id", "use letters, digits and . _ + -, such as 1.4.0-2")
	}
}

func (c *checker) codec(k Codec, around Surroundings) {
	if !k.On() {
		return
	}
	key := "codec.origin"
	if k.Origin == "" {
		key = "codec.token"
	}
	if !around.Encrypted {
		c.add(key, "nothing is encrypted without privacy.payload_key", "write payload_key, or leave codec out")
	}
	if !k.Token.Empty() && len(k.Token.Reveal()) < shortestToken {
		c.add("codec.token", "it is short enough to be guessed", "use at least 16 random characters, such as openssl rand -hex 32 prints")
	}
	if k.Origin == "" {
		return
	}
	if u, err := url.Parse(k.Origin); err != nil || u.Scheme+"://"+u.Host != strings.ToLower(k.Origin) || u.Host == "" || u.Scheme != "https" && !(u.Scheme == "http" && loopback.Is(u.Hostname())) {
		c.add("codec.origin", "it is no origin", "write scheme and host of the UI's address, such as https://temporal.shop.example; http is for this machine only")
	}
	if !around.Console {
		c.add("codec.origin", "nobody can sign in to be allowed it", "write console.users or console.oidc; the token alone needs no origin")
	}
}
