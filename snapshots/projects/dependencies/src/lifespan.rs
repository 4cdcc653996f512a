//! What happens when the server starts, before the first request, and when it stops, after the last one.

use crate::deps::Deps;
use std::error::Error;

/// What goes wrong ends the program, and is said.
pub type Outcome = Result<(), Box<dyn Error>>;

/// Before the server listens. What fails here keeps it from starting.
pub async fn startup(deps: &Deps) -> Outcome {
    warm_up(deps).await?;
    check_disk(deps)?;
    Ok(())
}

/// After the last answer is sent and the work behind it is done.
pub async fn shutdown(deps: &Deps) -> Outcome {
    say_goodbye(deps).await?;
    Ok(())
}

/// Looks at the clock.
async fn warm_up(_deps: &Deps) -> Outcome {
    Ok(())
}

fn check_disk(_deps: &Deps) -> Outcome {
    Ok(())
}

async fn say_goodbye(_deps: &Deps) -> Outcome {
    Ok(())
}
