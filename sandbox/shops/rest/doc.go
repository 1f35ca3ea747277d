// Package rest imitates the platforms whose APIs are lists of JSON, page by page: SHOPLINE of
// Taiwan and of myshopline.com, CYBERBIZ, EasyStore and 91APP. Like package shops it shows
// the orders and people of one brand.Shop as they are at that moment, under the brand's read
// lock, shares no code with the connectors, and leaves faults to the layers in front of it.
//
// No shop on these platforms was asked: the imitations follow their documentation, the clients
// of others and recorded answers, and of 91APP's answers what the connector expects.
package rest
