//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[put("/get-or-create-task/{task_id}")]
    async fn get_or_create_task(task_id: String) -> Json;
}
