package tracing

import (
	"net/http"
	"regexp"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// Handler makes a trace of each request to what is called name, such as console. A trace
// that the asking side names is ignored: it is outside.
func (t *Tracing) Handler(name string, next http.Handler) http.Handler {
	if t == nil {
		return next
	}
	tracer := t.provider.Tracer(service)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		route := routeOf(r.URL.Path)
		ctx, s := tracer.Start(r.Context(), name+" "+r.Method+" "+route, trace.WithSpanKind(trace.SpanKindServer), trace.WithNewRoot(),
			trace.WithAttributes(attribute.String("http.request.method", r.Method), attribute.String("http.route", route)))
		defer s.End()
		seen := &watched{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(seen, r.WithContext(ctx))
		s.SetAttributes(attribute.Int("http.response.status_code", seen.status))
		if seen.status >= http.StatusInternalServerError {
			s.SetStatus(codes.Error, "")
		}
	})
}

// watched remembers the status of an answer.
type watched struct {
	http.ResponseWriter
	status int
}

func (w *watched) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap is for http.ResponseController.
func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// routeWord is a segment of a path that a route has, and that no id, code or address is:
// those hold digits or capitals, or stand where the pages have them.
var routeWord = regexp.MustCompile(`^(b|sign-in|sign-out|oidc|callback|static|codec|decode|encode|campaigns|everything|nights|numbers|members|export|find|work|setup|journeys|studio|segments|answers|hints|events|events\.js|c|o|unsubscribe)$`)

// routeOf is a path with {} for everything that isn't a word of our own routes.
func routeOf(path string) string {
	segments := strings.Split(path, "/")
	for i, s := range segments {
		if s != "" && !routeWord.MatchString(s) {
			segments[i] = "{}"
		}
	}
	return strings.Join(segments, "/")
}
