//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    /// Create an invoice.
    ///
    /// This will (let's imagine) let the API user (some external developer) create an
    /// invoice.
    ///
    /// And this path operation will:
    ///
    /// * Send the invoice to the client.
    /// * Collect the money from the client.
    /// * Send a notification back to the API user (the external developer), as a callback.
    ///     * At this point is that the API will somehow send a POST request to the
    ///         external API with the notification of the invoice event
    ///         (e.g. "payment successful").
    #[post("/invoices/")]
    #[api(json = r##"{"callbacks": {"invoice_notification": {"{$callback_url}/invoices/{$request.body.id}": {"post": {"summary": "Invoice Notification", "operationId": "invoice_notification__callback_url__invoices___request_body_id__post", "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/InvoiceEvent"}}}}, "responses": {"200": {"description": "Successful Response", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/InvoiceEventReceived"}}}}, "422": {"description": "Validation Error", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/HTTPValidationError"}}}}}}}}}}"##)]
    async fn create_invoice(
        #[query(min_length = 1, max_length = 2083)] callback_url: Option<Url>,
        invoice: Invoice,
    ) -> Json;
}

pub struct Invoice {
    pub id: String,
    pub title: Option<String>,
    pub customer: String,
    pub total: f64,
}

pub struct InvoiceEvent {
    pub description: String,
    pub paid: bool,
}

pub struct InvoiceEventReceived {
    pub ok: bool,
}
