package brand

import (
	"fmt"
	"math"
)

// Product is one thing that all three shops sell under the same SKU.
type Product struct {
	SKU      string
	Title    string
	Category int   // the place in Categories
	Price    int32 // whole dollars
	Cost     int32
	Gone     bool  // deleted from the online shop after it was sold
	Changed  int64 // when it was last changed, after the shop put it up; 0: never
}

// Category is a kind of product.
type Category struct {
	Name  string
	Slug  string
	price float64 // the typical one
	items []string
}

// Categories are the kinds of what the brand sells.
var Categories = []Category{
	{"茶葉", "tea", 480, []string{"高山烏龍", "凍頂烏龍", "東方美人", "蜜香紅茶", "包種茶", "鐵觀音", "四季春", "炭焙烏龍", "金萱", "桂花烏龍", "冷泡茶包", "茶葉禮盒"}},
	{"咖啡", "coffee", 420, []string{"阿里山單品", "耶加雪菲", "曼特寧", "濾掛十入", "濾掛三十入", "義式配方", "低因配方", "冷萃原液", "咖啡禮盒", "日曬藝妓"}},
	{"保養", "skincare", 890, []string{"保濕精華", "玻尿酸面膜", "胺基酸潔顏", "修護乳霜", "化妝水", "防曬乳", "眼霜", "卸妝油", "護手霜", "潤唇膏", "面膜組合"}},
	{"沐浴", "bath", 360, []string{"檜木沐浴乳", "手工皂", "洗髮精", "護髮乳", "浴鹽", "身體乳", "檜木精油皂", "旅行組"}},
	{"香氛", "fragrance", 760, []string{"擴香瓶", "香氛蠟燭", "線香", "精油", "車用擴香", "補充瓶", "香水小樣組", "香膏"}},
	{"零食", "snacks", 180, []string{"鳳梨酥", "牛軋糖", "芒果乾", "堅果小包", "蛋捲", "海苔脆片", "綜合禮盒", "花生糖", "黑糖糕"}},
	{"家居", "home", 980, []string{"馬克杯", "茶壺", "手沖壺", "毛毯", "帆布袋", "餐盤組", "花器", "杯墊組", "抱枕"}},
	{"寵物", "pets", 320, []string{"貓凍乾", "狗零食", "貓砂", "潔牙骨", "主食罐", "寵物洗毛精", "貓草玩具"}},
}

func newCatalog(seed uint64) []Product {
	d := NewDice(seed, 2)
	var all []Product
	for c, category := range Categories {
		for i, item := range category.items {
			price := int32(math.Max(4, math.Round(category.price*d.lognormal(0, .45)/10)))*10 - 1
			all = append(all, Product{
				SKU:      fmt.Sprintf("%s-%02d", categoryCode(category.Slug), i+1),
				Title:    item,
				Category: c,
				Price:    price,
				Cost:     int32(float64(price) * d.Between(.35, .6)),
				Gone:     i == 3 && c < 3,
			})
		}
	}
	return all
}

func categoryCode(slug string) string {
	return string([]byte{slug[0] - 32, slug[1] - 32, slug[2] - 32})
}
