//! The service behind the operations of `orders`: as little work as the two others do.

use api::models;
use api::services::orders::*;
use runtime::prelude as rt;

#[derive(Debug, Clone, Default)]
pub struct OrdersService;

impl Orders for OrdersService {
    async fn place_order(
        &self,
        _cx: &rt::Context,
        order: models::NewOrder,
    ) -> Result<models::Order, rt::Error> {
        let lines = order.lines.iter();
        let total = lines.map(|line| f64::from(line.quantity) * line.price).sum::<f64>();
        Ok(models::Order {
            id: 42,
            status: models::Status::Placed,
            total: total * (1.0 - order.discount.unwrap_or(0.0)),
            reference: order.reference,
            customer: order.customer,
            lines: order.lines,
        })
    }

    async fn list_orders(
        &self,
        _cx: &rt::Context,
        params: ListOrdersParams,
    ) -> Result<models::Page, rt::Error> {
        let statuses = params.status.unwrap_or_else(|| vec![models::Status::Placed]);
        let items = statuses.into_iter().zip(1..);
        let items = items.map(|(status, id)| models::Summary { id, status, total: 12.5 });
        Ok(models::Page {
            shop: params.shop,
            limit: params.limit,
            offset: params.offset,
            search: params.search,
            items: items.collect(),
        })
    }
}
