//! What happens when the server starts, before the first request, and when it stops, after the last one.

use crate::deps::Deps;
use runtime::prelude as rt;

/// What goes wrong is said; at start, it ends the program.
pub type Outcome = Result<(), rt::Error>;

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
