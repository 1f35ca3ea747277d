package shopify

import "strconv"

// The documents hold one operation each. Fields were checked against the 2026
// versions; emailMarketingConsent and Customer.email are left out for their
// successors below defaultEmailAddress. marketingState and marketingUpdatedAt of a
// phone number are deprecated since 2026-04 but present in 2026-01 to 2027-01, as
// their successor smsMarketingConsent is not.

const lineFields = `
  id sku title quantity isGiftCard
  discountedTotalSet(withCodeDiscounts: true) { shopMoney { amount } }
  product { id productType }
`

const lineFragment = `
fragment Line on LineItem {` + lineFields + `}`

const orderFieldsOnly = `
  id name createdAt processedAt updatedAt cancelledAt test
  displayFinancialStatus displayFulfillmentStatus paymentGatewayNames currencyCode
  email phone discountCodes
  customAttributes { key value }
  customer { id firstName lastName defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber } }
  billingAddress { name phone countryCodeV2 }
  shippingAddress { name phone countryCodeV2 }
  totalPriceSet { shopMoney { amount currencyCode } }
  currentTotalPriceSet { shopMoney { amount } }
  totalDiscountsSet { shopMoney { amount } }
  totalShippingPriceSet { shopMoney { amount } }
  totalTaxSet { shopMoney { amount } }
  totalRefundedSet { shopMoney { amount } }
  refunds { id createdAt totalRefundedSet { shopMoney { amount } } }
`

const orderFragment = `
fragment Order on Order {` + orderFieldsOnly + `
  lineItems(first: $lines) { pageInfo { hasNextPage endCursor } nodes { ...Line } }
}` + lineFragment

const ordersQuery = `query Orders($first: Int!, $after: String, $sortKey: OrderSortKeys!, $query: String!, $lines: Int!) {
  orders(first: $first, after: $after, sortKey: $sortKey, query: $query) {
    pageInfo { hasNextPage endCursor }
    nodes {
      ...Order
    }
  }
}` + orderFragment

const orderByIDQuery = `query OrderByID($id: ID!, $lines: Int!) { order(id: $id) { ...Order } }` + orderFragment

const orderIDsQuery = `query OrderIDs($first: Int!, $after: String, $sortKey: OrderSortKeys!, $query: String!) {
  orders(first: $first, after: $after, sortKey: $sortKey, query: $query) {
    pageInfo { hasNextPage endCursor }
    nodes { id processedAt updatedAt }
  }
}`

const orderLinesQuery = `query OrderLines($id: ID!, $first: Int!, $after: String) {
  order(id: $id) { lineItems(first: $first, after: $after) { pageInfo { hasNextPage endCursor } nodes { ...Line } } }
}` + lineFragment

const customerFieldsOnly = `
  id firstName lastName createdAt updatedAt tags locale
  defaultEmailAddress { emailAddress marketingState marketingUpdatedAt }
  defaultPhoneNumber { phoneNumber marketingState marketingUpdatedAt }
  defaultAddress { city }
`

const customerFragment = `
fragment Customer on Customer {` + customerFieldsOnly + `}`

const customersQuery = `query Customers($first: Int!, $after: String, $sortKey: CustomerSortKeys!, $query: String!) {
  customers(first: $first, after: $after, sortKey: $sortKey, query: $query) {
    pageInfo { hasNextPage endCursor }
    nodes {
      ...Customer
    }
  }
}` + customerFragment

const customerByIDQuery = `query CustomerByID($id: ID!) { customer(id: $id) { ...Customer } }` + customerFragment

const customerIDsQuery = `query CustomerIDs($first: Int!, $after: String, $sortKey: CustomerSortKeys!, $query: String!) {
  customers(first: $first, after: $after, sortKey: $sortKey, query: $query) {
    pageInfo { hasNextPage endCursor }
    nodes { id updatedAt }
  }
}`

const productFieldsOnly = `
  id title productType status onlineStoreUrl updatedAt
  featuredMedia { preview { image { url } } }
`

const variantFields = ` id sku price `

const productFragment = `
fragment Product on Product {` + productFieldsOnly + `  variants(first: $variants) { pageInfo { hasNextPage endCursor } nodes {` + variantFields + `} }
}`

const productsQuery = `query Products($first: Int!, $after: String, $sortKey: ProductSortKeys!, $query: String!, $variants: Int!) {
  products(first: $first, after: $after, sortKey: $sortKey, query: $query) {
    pageInfo { hasNextPage endCursor }
    nodes {
      ...Product
    }
  }
}` + productFragment

const productByIDQuery = `query ProductByID($id: ID!, $variants: Int!) { product(id: $id) { ...Product } }` + productFragment

const productIDsQuery = `query ProductIDs($first: Int!, $after: String, $sortKey: ProductSortKeys!, $query: String!) {
  products(first: $first, after: $after, sortKey: $sortKey, query: $query) {
    pageInfo { hasNextPage endCursor }
    nodes { id updatedAt }
  }
}`

const productVariantsQuery = `query ProductVariants($id: ID!, $first: Int!, $after: String) {
  product(id: $id) { variants(first: $first, after: $after) { pageInfo { hasNextPage endCursor } nodes {` + variantFields + `} } }
}`

const checkoutFieldsOnly = `
  id createdAt completedAt abandonedCheckoutUrl
  totalPriceSet { shopMoney { amount currencyCode } }
  customer { id defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber } }
  billingAddress { name phone countryCodeV2 }
`

const checkoutsQuery = `query Checkouts($first: Int!, $after: String, $sortKey: AbandonedCheckoutSortKeys!, $query: String!) {
  abandonedCheckouts(first: $first, after: $after, sortKey: $sortKey, query: $query) {
    pageInfo { hasNextPage endCursor }
    nodes {` + checkoutFieldsOnly + `}
  }
}`

const ordersCountQuery = `query OrdersCount($query: String) { ordersCount(query: $query, limit: null) { count precision } }`

const customersCountQuery = `query CustomersCount($query: String) { customersCount(query: $query, limit: null) { count precision } }`

const productsCountQuery = `query ProductsCount($query: String) { productsCount(query: $query, limit: null) { count precision } }`

const shopQuery = `query Shop {
  shop { name ianaTimezone currencyCode }
  currentAppInstallation { accessScopes { handle } }
  ordersCount(limit: null) { count precision }
}`

const checkoutsAllowedQuery = `query CheckoutsAllowed { abandonedCheckouts(first: 1) { nodes { id } } }`

const scopesQuery = `query Scopes { currentAppInstallation { accessScopes { handle } } }`

const bulkRun = `mutation BulkRun($query: String!) {
  bulkOperationRunQuery(query: $query, groupObjects: true) { bulkOperation { id } userErrors { code message } }
}`

const bulkStatus = `query BulkStatus($id: ID!) {
  node(id: $id) { ... on BulkOperation { id status errorCode objectCount fileSize url partialDataUrl } }
}`

// bulkOrders and bulkCustomers are what a bulk operation runs: one connection without
// pages or variables, in the form of edges. Lines become rows of their own, behind
// their order's.
func bulkOrders(search string) string {
	return "{ orders" + bulkSearch(search) + " { edges { node {" + orderFieldsOnly + "lineItems { edges { node {" + lineFields + "} } } } } } }"
}

func bulkCustomers(search string) string {
	return "{ customers" + bulkSearch(search) + " { edges { node {" + customerFieldsOnly + "} } } }"
}

func bulkProducts(search string) string {
	return "{ products" + bulkSearch(search) + " { edges { node {" + productFieldsOnly + "variants { edges { node {" + variantFields + "} } } } } } }"
}

func bulkCheckouts(search string) string {
	return "{ abandonedCheckouts" + bulkSearch(search) + " { edges { node {" + checkoutFieldsOnly + "} } } }"
}

func bulkSearch(search string) string {
	if search == "" {
		return ""
	}
	return "(query: " + strconv.Quote(search) + ")"
}
