//! # Recursion
//! version: 1.0.0

#![api(operation_ids = "camelCase", option = "absent")]

pub trait Operations {
    #[post("/tree", response_description = "Accepted.")]
    async fn post_tree(body: Tree);
    #[post("/list", response_description = "Accepted.")]
    async fn post_list(body: List);
    #[post("/expression", response_description = "Accepted.")]
    async fn post_expression(body: Expression);
    #[post("/even", response_description = "Accepted.")]
    async fn post_even(body: Even);
    #[post("/odd", response_description = "Accepted.")]
    async fn post_odd(body: Odd);
    #[post("/alias", response_description = "Accepted.")]
    async fn post_alias(body: Alias);
}

pub struct Tree {
    pub value: Integer,
    pub children: Option<Vec<Tree>>,
}

pub struct List {
    pub next: Option<Box<List>>,
}

#[serde(untagged)]
#[schema(one_of)]
pub enum Expression {
    Number(Number),
    Operation {
        #[schema(enum = ["add", "multiply"])]
        op: Any,
        args: Vec<Expression>,
    },
}

pub struct Even {
    pub odd: Option<Box<Odd>>,
}

pub struct Odd {
    pub even: Option<Box<Even>>,
}

#[schema]
pub type Alias = Tree;
