//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

#[dependencies]
pub trait Dependencies {
    async fn session() -> Session;
}

pub trait Operations {
    #[post("/heroes/")]
    async fn create_hero(hero: Hero, session: Session) -> Hero;

    #[get("/heroes/")]
    async fn read_heroes(
        #[query(default = 0)] offset: i64,
        #[query(default = 100, le = 100)] limit: i64,
        session: Session,
    ) -> Vec<Hero>;

    #[get("/heroes/{hero_id}")]
    async fn read_hero(hero_id: i64, session: Session) -> Hero;

    #[delete("/heroes/{hero_id}")]
    async fn delete_hero(hero_id: i64, session: Session) -> Json;
}

pub struct Hero {
    pub id: Option<i64>,
    pub name: String,
    pub age: Option<i64>,
    pub secret_name: String,
}
