package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"regulars/sandbox/brand"
	"regulars/sandbox/faults"
	"regulars/sandbox/providers"
)

// SetFault switches a fault of a server on, in addition to those that it has.
func (s *Sandbox) SetFault(server string, fault faults.Fault) error {
	list, ok := s.Faults[server]
	if !ok {
		return fmt.Errorf("sandbox: no server %q: use one of %s", server, strings.Join(serverNames, ", "))
	}
	kinds := faults.HTTPKinds
	if server == SMTP {
		kinds = faults.SMTPKinds
	}
	if err := fault.Check(kinds); err != nil {
		return fmt.Errorf("sandbox: %s: %w", server, err)
	}
	list.Add(fault)
	return nil
}

// ClearFaults switches all faults of a server off; without a name, of every
// server.
func (s *Sandbox) ClearFaults(server ...string) {
	if len(server) == 0 {
		server = serverNames
	}
	for _, name := range server {
		if list, ok := s.Faults[name]; ok {
			list.Clear()
		}
	}
}

// Received counts the messages that a channel's provider accepted, by recipient;
// channel is edm, sms or line.
func (s *Sandbox) Received(channel string) map[string]int {
	if inbox, ok := s.Inboxes[channel]; ok {
		return inbox.Received()
	}
	return nil
}

// Deliveries returns the messages that a channel's provider accepted, the oldest
// first. Their texts are kept with Options.KeepTexts only.
func (s *Sandbox) Deliveries(channel string) []providers.Delivery {
	if inbox, ok := s.Inboxes[channel]; ok {
		return inbox.Deliveries()
	}
	return nil
}

// ForgetReceived empties the inboxes, but not LINE's memory of retry keys.
func (s *Sandbox) ForgetReceived() {
	for _, inbox := range s.Inboxes {
		inbox.Forget()
	}
}

// OptOut lets a recipient refuse what comes from now on: Twilio answers 21610,
// SMTP 550; LINE accepts and says nothing, as it does for a blocked account.
func (s *Sandbox) OptOut(channel, to string) error {
	inbox, ok := s.Inboxes[channel]
	if !ok {
		return fmt.Errorf("sandbox: no channel %q: use one of %s", channel, strings.Join(brand.ChannelNames[:], ", "))
	}
	inbox.OptOut(to)
	return nil
}

// control lets another process read what the providers accepted and set faults:
//
//	GET    /sandbox/received?channel=line      {"U…": 1}
//	GET    /sandbox/deliveries?channel=line    [{"to": "U…", …}]
//	DELETE /sandbox/received                   forgets them
//	POST   /sandbox/faults                     {"server": "woo", "kind": "status", "code": 429, "retry_after": "2s", "requests": 3}
//	DELETE /sandbox/faults?server=woo          clears them; without server: all
//	POST   /sandbox/optout                     {"channel": "sms", "to": "+886…"}
func (s *Sandbox) control() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /sandbox/received", func(w http.ResponseWriter, r *http.Request) {
		answerJSON(w, s.Received(r.URL.Query().Get("channel")))
	})
	mux.HandleFunc("GET /sandbox/deliveries", func(w http.ResponseWriter, r *http.Request) {
		answerJSON(w, s.Deliveries(r.URL.Query().Get("channel")))
	})
	mux.HandleFunc("DELETE /sandbox/received", func(w http.ResponseWriter, _ *http.Request) {
		s.ForgetReceived()
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("POST /sandbox/faults", s.postFault)
	mux.HandleFunc("DELETE /sandbox/faults", func(w http.ResponseWriter, r *http.Request) {
		if server := r.URL.Query().Get("server"); server != "" {
			s.ClearFaults(server)
		} else {
			s.ClearFaults()
		}
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("POST /sandbox/optout", s.postOptOut)
	return mux
}

func (s *Sandbox) postFault(w http.ResponseWriter, r *http.Request) {
	var asked faultRequest
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	fault, err := asked.fault()
	if err == nil {
		err = s.SetFault(asked.Server, fault)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// faultRequest is a Fault as it is posted, with durations such as "1.5s".
type faultRequest struct {
	Server     string      `json:"server"`
	Kind       faults.Kind `json:"kind"`
	Code       int         `json:"code"`
	Stage      string      `json:"stage"`
	Path       string      `json:"path"`
	After      int         `json:"after"`
	Requests   int         `json:"requests"`
	RetryAfter string      `json:"retry_after"`
	Delay      string      `json:"delay"`
	For        string      `json:"for"`
}

func (q faultRequest) fault() (faults.Fault, error) {
	f := faults.Fault{Kind: q.Kind, Code: q.Code, Stage: q.Stage, Path: q.Path, After: q.After, Requests: q.Requests}
	durations := []struct {
		text   string
		target *time.Duration
	}{{q.RetryAfter, &f.RetryAfter}, {q.Delay, &f.Delay}, {q.For, &f.For}}
	for _, d := range durations {
		if d.text == "" {
			continue
		}
		parsed, err := time.ParseDuration(d.text)
		if err != nil {
			return f, fmt.Errorf("sandbox: fault: %w", err)
		}
		*d.target = parsed
	}
	return f, nil
}

func (s *Sandbox) postOptOut(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		Channel string `json:"channel"`
		To      string `json:"to"`
	}
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if err := s.OptOut(asked.Channel, asked.To); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func answerJSON(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(value)
}
