package console

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"regulars"
	"regulars/config"
	"regulars/console/keep"
	"regulars/console/page"
	"regulars/console/words"
	"regulars/present"
	"regulars/schema"
	"regulars/schema/metric"
	"regulars/schema/studio"
	"regulars/schema/view"
)

// Base is what every page shows around its content.
type Base struct {
	Lang, OtherLang, OtherName, OtherURL string
	T                                    *words.Text
	Title                                string
	Brand                                string
	Brands                               []string // to change to; empty where there is one
	Visitor                              visitor
	Who, Role                            string
	Nav                                  string // which page of the menu this is
	Says                                 string // what came of the last form
	Trouble                              bool   // Says is why nothing came of it
}

func (c *Console) baseOf(w http.ResponseWriter, r *http.Request, v visitor, lang string) Base {
	names := c.namesOf(w, r, lang)
	b := Base{Lang: names.Lang, T: words.Of(names), Visitor: v, Who: v.Name, Role: v.Role, OtherLang: present.Chinese.Lang, OtherName: "中文"}
	if names.Lang == present.Chinese.Lang {
		b.OtherLang, b.OtherName = present.English.Lang, "English"
	}
	query := r.URL.Query()
	query.Del("token")
	query.Set("lang", b.OtherLang)
	b.OtherURL = (&url.URL{Path: r.URL.Path, RawPath: r.URL.RawPath, RawQuery: query.Encode()}).String()
	if r.Method == http.MethodPost {
		b.OtherURL = "/?lang=" + b.OtherLang
	}
	return b
}

// namesOf returns the names in the language that a visitor chose, else the brand's, else
// the browser's.
func (c *Console) namesOf(w http.ResponseWriter, r *http.Request, ofBrand string) *present.Names {
	return words.Chosen(w, r, ofBrand, c.secure)
}

// asked is a brand that a visitor looks at.
type asked struct {
	Base
	open    *opened
	file    *config.Brand       // as the config's file has it
	brand   *config.Brand       // with the campaigns that were approved on the console
	halts   map[string][]string // journeys that stand still, and the campaigns that they wait for
	names   *present.Names
	numbers present.Numbers
	now     time.Time
}

func (c *Console) newAsked(w http.ResponseWriter, r *http.Request, v visitor, brand *config.Brand, open *opened) (*asked, error) {
	names := c.namesOf(w, r, brand.Language)
	a := &asked{Base: c.baseOf(w, r, v, brand.Language), open: open, file: brand, brand: brand, names: names, numbers: present.NewNumbers(brand.Currency, names), now: c.now()}
	a.Brand = brand.Name
	if len(v.Brands) > 1 {
		a.Brands = v.Brands
	}
	if r.Method == http.MethodGet {
		a.Says, a.Trouble = strings.CutPrefix(c.sessions.PopString(r.Context(), sessionSays), troubleMark)
	}
	whole, err := kept(r.Context(), a, "campaigns", []string{"campaign_versions", "campaign_reviews"}, func(ctx context.Context) (studio.Whole, error) {
		return studio.Brand(ctx, a.db(), brand)
	})
	a.brand, a.halts = whole.Brand, whole.Waiting
	return a, err
}

func (a *asked) db() *schema.DB { return a.open.db }

// kept returns what was read last for a question about the brand, until its tables change.
func kept[T any](ctx context.Context, a *asked, about string, tables []string, read func(context.Context) (T, error)) (T, error) {
	answer, _, err := keep.Get(ctx, a.open.kept, keep.Question{Key: a.brand.Name + " " + about, Tables: tables}, read)
	return answer, err
}

// published is which dates have numbers.
func (a *asked) published(ctx context.Context) (view.Published, error) {
	return kept(ctx, a, "published", []string{"generations"}, func(ctx context.Context) (view.Published, error) {
		return view.PublishedDates(ctx, a.db(), a.brand.Name)
	})
}

// zone is the brand's.
func (a *asked) zone() *time.Location {
	if a.brand.Zone == nil {
		return time.UTC
	}
	return a.brand.Zone
}

// ended is the business date that has just ended.
func (a *asked) ended() regulars.BusinessDate { return regulars.EndedAt(a.now, a.zone()) }

// stamp writes a moment as the brand's clocks show it.
func (a *asked) stamp(at time.Time) string { return at.In(a.zone()).Format("2006-01-02 15:04") }

// value writes a metric's value in its unit.
func (a *asked) value(name string, v *float64) string { return a.numbers.Value(unitOf(name), v) }

func unitOf(name string) present.Unit { return present.Unit(metric.UnitOf(name)) }

// dateIn reads a date of an address; an empty one is another. It returns errNotFound for
// what is no date.
func dateIn(text string, or regulars.BusinessDate) (regulars.BusinessDate, error) {
	if text == "" {
		return or, nil
	}
	date, err := regulars.ParseBusinessDate(text)
	if err != nil {
		return "", errNotFound
	}
	return date, nil
}

// render writes a page whole, or an error.
func (c *Console) render(w http.ResponseWriter, status int, name string, shown any) {
	text, err := page.Write(name, shown)
	if err != nil {
		c.logger.Error("a page of the console can't be made", "page", name, "error", err)
		http.Error(w, "this page could not be made", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	if _, err := w.Write(text); err != nil {
		c.logger.Debug("a page of the console was not taken", "page", name, "error", err)
	}
}

type sorryPage struct {
	Base
	Lead string
}

// sorry answers with a page that says why there is none.
func (c *Console) sorry(w http.ResponseWriter, r *http.Request, v visitor, status int) {
	p := sorryPage{Base: c.baseOf(w, r, v, "")}
	switch status {
	case http.StatusNotFound:
		p.Title, p.Lead = p.T.NotFound, p.T.NotFoundLead
	case http.StatusForbidden:
		p.Title, p.Lead = p.T.NotAllowed, p.T.NotAllowedLead
	case http.StatusServiceUnavailable:
		p.Title, p.Lead = p.T.Starting, p.T.StartingLead
	default:
		p.Title, p.Lead = p.T.Broken, p.T.BrokenLead
	}
	c.render(w, status, "sorry.html", &p)
}

// broken answers where a page can't be made: the reason is for the log.
func (c *Console) broken(w http.ResponseWriter, r *http.Request, err error) {
	c.logger.Error("a page of the console can't be made", "path", r.URL.Path, "error", err)
	c.sorry(w, r, visitor{}, http.StatusInternalServerError)
}

func queryEscape(text string) string { return url.QueryEscape(text) }

// pathTo is an address of a brand's pages.
func (a *asked) pathTo(format string, parts ...any) string {
	for i, part := range parts {
		parts[i] = url.PathEscape(fmt.Sprint(part))
	}
	return "/b/" + a.Brand + fmt.Sprintf(format, parts...)
}
