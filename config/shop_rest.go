package config

import (
	"fmt"
	"regexp"
)

// The addresses of the APIs that all shops of a platform share.
const (
	ShoplineURL  = "https://open.shopline.io"
	CyberbizURL  = "https://app-store-api.cyberbiz.io"
	NinetyOneURL = "https://api.91app.com"
)

// ShoplineGlobalVersion is the version of SHOPLINE's global API that our queries were
// written for.
const ShoplineGlobalVersion = "v20260301"

var shoplineVersion = regexp.MustCompile(`^v20\d{6}$`)

// paces are how many requests per second a platform takes, less what its other clients
// need. Of easystore and 91app no number is published.
var paces = map[string]float64{"shopline": 10, "shopline-global": 3, "cyberbiz": 4, "easystore": 2, "91app": 2}

var sharedURLs = map[string]string{"shopline": ShoplineURL, "cyberbiz": CyberbizURL, "91app": NinetyOneURL}

// platform fills in what a platform alone decides.
func (d defaults) platform(path string, s *Shop) {
	fallback(&s.URL, sharedURLs[s.Platform])
	number(d, path+".requests_per_second", &s.RequestsPerSecond, paces[s.Platform])
	if s.Platform == "shopline-global" {
		fallback(&s.Version, ShoplineGlobalVersion)
	}
}

func (r *reader) checkShopline(path string, s *Shop) {
	r.checkTokenShop(path, s, ShoplineURL)
	r.need(path+".handle", s.Handle, "write the shop's handle, which stands before .shoplineapp.com in the address of its back office: the API wants it as User-Agent")
}

func (r *reader) checkShoplineGlobal(path string, s *Shop) {
	r.checkTokenShop(path, s, "the shop's address, such as https://x.myshopline.com")
	if !shoplineVersion.MatchString(s.Version) {
		r.Add(path+".version", fmt.Sprintf("%q is not a version of SHOPLINE's API", r.Written(path+".version")), "write it as "+ShoplineGlobalVersion+", or leave it out")
	}
}

// checkTokenShop checks a shop that needs its address and a token.
func (r *reader) checkTokenShop(path string, s *Shop, address string) {
	r.need(path+".url", s.URL, "write "+address)
	r.address(path+".url", s.URL, true)
	r.needSecret(path+".token", s.Token)
}

func (r *reader) checkNinetyOne(path string, s *Shop) {
	r.need(path+".url", s.URL, "write "+NinetyOneURL)
	r.address(path+".url", s.URL, true)
	r.needSecret(path+".key", s.Key)
	if s.ShopID <= 0 {
		r.Add(path+".shop_id", "it is missing", "write the shop's number, which 91APP's back office shows")
	}
}
