package outside

import (
	"errors"
	"net/http"
	"strings"

	"regulars/config"
	"regulars/platform/hint"
	"regulars/schema/answers"
)

// hint takes the webhook of a shop: POST /hints/BRAND/SHOP. It is acknowledged when what it
// names is on the disk; the shop repeats what isn't.
func (o *Outside) hint(w http.ResponseWriter, r *http.Request) {
	brand, shop := o.hinting(strings.TrimPrefix(r.URL.Path, "/hints/"))
	if shop == nil {
		http.NotFound(w, r)
		return
	}
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	body, done, ok := o.body(w, r, maxBody)
	if !ok {
		return
	}
	defer done()
	read, err := hint.Read(shop.Platform, shop.WebhookKey.Reveal(), r.Header, body)
	if err != nil {
		o.refuseHint(w, brand, shop, err)
		return
	}
	if len(read) == 0 {
		return
	}
	store, ok := o.opened(w)
	if !ok {
		return
	}
	ctx, cancel := storing(r)
	defer cancel()
	if err := store.RecordHints(ctx, brand, shop, rowsOf(read)); err != nil {
		o.logger.Error("a shop's webhook can't be stored; the shop is asked to repeat it", "brand", brand.Name, "shop", shop.Name, "error", err)
		later(w)
	}
}

// hinting is the shop of BRAND/SHOP, if it has a key for webhooks.
func (o *Outside) hinting(path string) (*config.Brand, *config.Shop) {
	name, shopName, _ := strings.Cut(path, "/")
	brand := o.brands[name]
	if brand == nil {
		return nil, nil
	}
	for i := range brand.Shops {
		if shop := &brand.Shops[i]; shop.Name == shopName && !shop.WebhookKey.Empty() && hint.Can(shop.Platform) {
			return brand, shop
		}
	}
	return nil, nil
}

func (o *Outside) refuseHint(w http.ResponseWriter, brand *config.Brand, shop *config.Shop, err error) {
	o.sometimes.Do(func() {
		o.logger.Warn("a shop's webhook is refused", "brand", brand.Name, "shop", shop.Name, "error", err)
	})
	if errors.Is(err, hint.ErrForged) {
		http.Error(w, "refused", http.StatusForbidden)
		return
	}
	http.Error(w, "it can't be read", http.StatusBadRequest)
}

func rowsOf(hints []hint.Hint) []answers.Hint {
	rows := make([]answers.Hint, len(hints))
	for i, h := range hints {
		rows[i] = answers.Hint{Entity: string(h.Entity), ID: h.ID}
	}
	return rows
}
