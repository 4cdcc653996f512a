//! # FastAPI's tutorial
//! version: 1.0.0
//!
//! Applications of FastAPI's documentation, written in Rust: each file is a spec of its own, and all together are
//! this one. What a file means is what FastAPI says of the application that it is called after.

#[api(prefix = "/additional_responses_tutorial001", namespace = "additional_responses_tutorial001")]
mod additional_responses_tutorial001;
#[api(prefix = "/additional_responses_tutorial003", namespace = "additional_responses_tutorial003")]
mod additional_responses_tutorial003;
#[api(prefix = "/advanced_middleware_tutorial002", namespace = "advanced_middleware_tutorial002")]
mod advanced_middleware_tutorial002;
#[api(prefix = "/app_testing_app_a_main", namespace = "app_testing_app_a_main")]
mod app_testing_app_a_main;
#[api(prefix = "/app_testing_app_b_main", namespace = "app_testing_app_b_main")]
mod app_testing_app_b_main;
#[api(prefix = "/background_tasks_tutorial002", namespace = "background_tasks_tutorial002")]
mod background_tasks_tutorial002;
#[api(prefix = "/behind_a_proxy_tutorial001", namespace = "behind_a_proxy_tutorial001")]
mod behind_a_proxy_tutorial001;
#[api(prefix = "/behind_a_proxy_tutorial002", namespace = "behind_a_proxy_tutorial002")]
mod behind_a_proxy_tutorial002;
#[api(prefix = "/behind_a_proxy_tutorial003", namespace = "behind_a_proxy_tutorial003")]
mod behind_a_proxy_tutorial003;
#[api(prefix = "/bigger_applications_app_main", namespace = "bigger_applications_app_main")]
mod bigger_applications_app_main;
#[api(prefix = "/body_multiple_params_tutorial001", namespace = "body_multiple_params_tutorial001")]
mod body_multiple_params_tutorial001;
#[api(prefix = "/body_multiple_params_tutorial003", namespace = "body_multiple_params_tutorial003")]
mod body_multiple_params_tutorial003;
#[api(prefix = "/body_multiple_params_tutorial004", namespace = "body_multiple_params_tutorial004")]
mod body_multiple_params_tutorial004;
#[api(prefix = "/body_multiple_params_tutorial005", namespace = "body_multiple_params_tutorial005")]
mod body_multiple_params_tutorial005;
#[api(prefix = "/body_nested_models_tutorial002", namespace = "body_nested_models_tutorial002")]
mod body_nested_models_tutorial002;
#[api(prefix = "/body_nested_models_tutorial004", namespace = "body_nested_models_tutorial004")]
mod body_nested_models_tutorial004;
#[api(prefix = "/body_nested_models_tutorial005", namespace = "body_nested_models_tutorial005")]
mod body_nested_models_tutorial005;
#[api(prefix = "/body_tutorial001", namespace = "body_tutorial001")]
mod body_tutorial001;
#[api(prefix = "/body_tutorial004", namespace = "body_tutorial004")]
mod body_tutorial004;
#[api(prefix = "/body_updates_tutorial001", namespace = "body_updates_tutorial001")]
mod body_updates_tutorial001;
#[api(prefix = "/conditional_openapi_tutorial001", namespace = "conditional_openapi_tutorial001")]
mod conditional_openapi_tutorial001;
#[api(prefix = "/cookie_param_models_tutorial001_non_an", namespace = "cookie_param_models_tutorial001_non_an")]
mod cookie_param_models_tutorial001_non_an;
#[api(prefix = "/cookie_params_tutorial001", namespace = "cookie_params_tutorial001")]
mod cookie_params_tutorial001;
#[api(prefix = "/cors_tutorial001", namespace = "cors_tutorial001")]
mod cors_tutorial001;
#[api(prefix = "/custom_request_and_route_tutorial001", namespace = "custom_request_and_route_tutorial001")]
mod custom_request_and_route_tutorial001;
#[api(prefix = "/custom_response_tutorial005", namespace = "custom_response_tutorial005")]
mod custom_response_tutorial005;
#[api(prefix = "/custom_response_tutorial006", namespace = "custom_response_tutorial006")]
mod custom_response_tutorial006;
#[api(prefix = "/custom_response_tutorial006b", namespace = "custom_response_tutorial006b")]
mod custom_response_tutorial006b;
#[api(prefix = "/custom_response_tutorial006c", namespace = "custom_response_tutorial006c")]
mod custom_response_tutorial006c;
#[api(prefix = "/custom_response_tutorial007", namespace = "custom_response_tutorial007")]
mod custom_response_tutorial007;
#[api(prefix = "/custom_response_tutorial009b", namespace = "custom_response_tutorial009b")]
mod custom_response_tutorial009b;
#[api(prefix = "/custom_response_tutorial009c", namespace = "custom_response_tutorial009c")]
mod custom_response_tutorial009c;
#[api(prefix = "/dataclasses_tutorial002", namespace = "dataclasses_tutorial002")]
mod dataclasses_tutorial002;
#[api(prefix = "/dataclasses_tutorial003", namespace = "dataclasses_tutorial003")]
mod dataclasses_tutorial003;
#[api(prefix = "/dependencies_tutorial001_non_an", namespace = "dependencies_tutorial001_non_an")]
mod dependencies_tutorial001_non_an;
#[api(prefix = "/dependencies_tutorial008e", namespace = "dependencies_tutorial008e")]
mod dependencies_tutorial008e;
#[api(prefix = "/dependencies_tutorial012", namespace = "dependencies_tutorial012")]
mod dependencies_tutorial012;
#[api(prefix = "/encoder_tutorial001", namespace = "encoder_tutorial001")]
mod encoder_tutorial001;
#[api(prefix = "/events_tutorial003", namespace = "events_tutorial003")]
mod events_tutorial003;
#[api(prefix = "/extra_models_tutorial002", namespace = "extra_models_tutorial002")]
mod extra_models_tutorial002;
#[api(prefix = "/extra_models_tutorial005", namespace = "extra_models_tutorial005")]
mod extra_models_tutorial005;
#[api(prefix = "/generate_clients_tutorial002", namespace = "generate_clients_tutorial002")]
mod generate_clients_tutorial002;
#[api(prefix = "/generate_clients_tutorial003", namespace = "generate_clients_tutorial003")]
mod generate_clients_tutorial003;
#[api(prefix = "/handling_errors_tutorial003", namespace = "handling_errors_tutorial003")]
mod handling_errors_tutorial003;
#[api(prefix = "/handling_errors_tutorial004", namespace = "handling_errors_tutorial004")]
mod handling_errors_tutorial004;
#[api(prefix = "/handling_errors_tutorial005", namespace = "handling_errors_tutorial005")]
mod handling_errors_tutorial005;
#[api(prefix = "/header_param_models_tutorial003", namespace = "header_param_models_tutorial003")]
mod header_param_models_tutorial003;
#[api(prefix = "/header_param_models_tutorial004", namespace = "header_param_models_tutorial004")]
mod header_param_models_tutorial004;
#[api(prefix = "/header_params_tutorial002", namespace = "header_params_tutorial002")]
mod header_params_tutorial002;
#[api(prefix = "/json_base64_bytes_tutorial001", namespace = "json_base64_bytes_tutorial001")]
mod json_base64_bytes_tutorial001;
#[api(prefix = "/metadata_tutorial004", namespace = "metadata_tutorial004")]
mod metadata_tutorial004;
#[api(prefix = "/openapi_callbacks_tutorial001", namespace = "openapi_callbacks_tutorial001")]
mod openapi_callbacks_tutorial001;
#[api(prefix = "/path_operation_advanced_configuration_tutorial004", namespace = "path_operation_advanced_configuration_tutorial004")]
mod path_operation_advanced_configuration_tutorial004;
#[api(prefix = "/path_operation_advanced_configuration_tutorial007", namespace = "path_operation_advanced_configuration_tutorial007")]
mod path_operation_advanced_configuration_tutorial007;
#[api(prefix = "/path_operation_configuration_tutorial001", namespace = "path_operation_configuration_tutorial001")]
mod path_operation_configuration_tutorial001;
#[api(prefix = "/path_operation_configuration_tutorial002b", namespace = "path_operation_configuration_tutorial002b")]
mod path_operation_configuration_tutorial002b;
#[api(prefix = "/path_operation_configuration_tutorial003", namespace = "path_operation_configuration_tutorial003")]
mod path_operation_configuration_tutorial003;
#[api(prefix = "/path_operation_configuration_tutorial005", namespace = "path_operation_configuration_tutorial005")]
mod path_operation_configuration_tutorial005;
#[api(prefix = "/path_params_numeric_validations_tutorial002_non_an", namespace = "path_params_numeric_validations_tutorial002_non_an")]
mod path_params_numeric_validations_tutorial002_non_an;
#[api(prefix = "/path_params_numeric_validations_tutorial004", namespace = "path_params_numeric_validations_tutorial004")]
mod path_params_numeric_validations_tutorial004;
#[api(prefix = "/path_params_tutorial001", namespace = "path_params_tutorial001")]
mod path_params_tutorial001;
#[api(prefix = "/path_params_tutorial002", namespace = "path_params_tutorial002")]
mod path_params_tutorial002;
#[api(prefix = "/path_params_tutorial003", namespace = "path_params_tutorial003")]
mod path_params_tutorial003;
#[api(prefix = "/query_param_models_tutorial001_non_an", namespace = "query_param_models_tutorial001_non_an")]
mod query_param_models_tutorial001_non_an;
#[api(prefix = "/query_param_models_tutorial004", namespace = "query_param_models_tutorial004")]
mod query_param_models_tutorial004;
#[api(prefix = "/query_params_str_validations_tutorial002", namespace = "query_params_str_validations_tutorial002")]
mod query_params_str_validations_tutorial002;
#[api(prefix = "/query_params_str_validations_tutorial006c", namespace = "query_params_str_validations_tutorial006c")]
mod query_params_str_validations_tutorial006c;
#[api(prefix = "/query_params_str_validations_tutorial007", namespace = "query_params_str_validations_tutorial007")]
mod query_params_str_validations_tutorial007;
#[api(prefix = "/query_params_str_validations_tutorial008", namespace = "query_params_str_validations_tutorial008")]
mod query_params_str_validations_tutorial008;
#[api(prefix = "/query_params_str_validations_tutorial009", namespace = "query_params_str_validations_tutorial009")]
mod query_params_str_validations_tutorial009;
#[api(prefix = "/query_params_str_validations_tutorial010", namespace = "query_params_str_validations_tutorial010")]
mod query_params_str_validations_tutorial010;
#[api(prefix = "/query_params_str_validations_tutorial012", namespace = "query_params_str_validations_tutorial012")]
mod query_params_str_validations_tutorial012;
#[api(prefix = "/query_params_tutorial001", namespace = "query_params_tutorial001")]
mod query_params_tutorial001;
#[api(prefix = "/query_params_tutorial002", namespace = "query_params_tutorial002")]
mod query_params_tutorial002;
#[api(prefix = "/query_params_tutorial004", namespace = "query_params_tutorial004")]
mod query_params_tutorial004;
#[api(prefix = "/request_body_limits_tutorial001", namespace = "request_body_limits_tutorial001")]
mod request_body_limits_tutorial001;
#[api(prefix = "/request_files_tutorial001", namespace = "request_files_tutorial001")]
mod request_files_tutorial001;
#[api(prefix = "/request_files_tutorial001_03", namespace = "request_files_tutorial001_03")]
mod request_files_tutorial001_03;
#[api(prefix = "/request_form_models_tutorial001", namespace = "request_form_models_tutorial001")]
mod request_form_models_tutorial001;
#[api(prefix = "/request_form_models_tutorial002", namespace = "request_form_models_tutorial002")]
mod request_form_models_tutorial002;
#[api(prefix = "/request_form_models_tutorial004", namespace = "request_form_models_tutorial004")]
mod request_form_models_tutorial004;
#[api(prefix = "/request_forms_tutorial002", namespace = "request_forms_tutorial002")]
mod request_forms_tutorial002;
#[api(prefix = "/response_change_status_code_tutorial001", namespace = "response_change_status_code_tutorial001")]
mod response_change_status_code_tutorial001;
#[api(prefix = "/response_cookies_tutorial002", namespace = "response_cookies_tutorial002")]
mod response_cookies_tutorial002;
#[api(prefix = "/response_headers_tutorial001", namespace = "response_headers_tutorial001")]
mod response_headers_tutorial001;
#[api(prefix = "/response_model_tutorial003_02", namespace = "response_model_tutorial003_02")]
mod response_model_tutorial003_02;
#[api(prefix = "/response_model_tutorial003_03", namespace = "response_model_tutorial003_03")]
mod response_model_tutorial003_03;
#[api(prefix = "/security_tutorial001", namespace = "security_tutorial001")]
mod security_tutorial001;
#[api(prefix = "/security_tutorial004", namespace = "security_tutorial004")]
mod security_tutorial004;
#[api(prefix = "/server_sent_events_tutorial003", namespace = "server_sent_events_tutorial003")]
mod server_sent_events_tutorial003;
#[api(prefix = "/server_sent_events_tutorial005", namespace = "server_sent_events_tutorial005")]
mod server_sent_events_tutorial005;
#[api(prefix = "/sql_databases_tutorial001", namespace = "sql_databases_tutorial001")]
mod sql_databases_tutorial001;
#[api(prefix = "/stream_data_tutorial001", namespace = "stream_data_tutorial001")]
mod stream_data_tutorial001;
#[api(prefix = "/stream_data_tutorial002", namespace = "stream_data_tutorial002")]
mod stream_data_tutorial002;
#[api(prefix = "/strict_content_type_tutorial001", namespace = "strict_content_type_tutorial001")]
mod strict_content_type_tutorial001;
#[api(prefix = "/templates_tutorial001", namespace = "templates_tutorial001")]
mod templates_tutorial001;
#[api(prefix = "/websockets_tutorial001", namespace = "websockets_tutorial001")]
mod websockets_tutorial001;
#[api(prefix = "/wsgi_tutorial001", namespace = "wsgi_tutorial001")]
mod wsgi_tutorial001;
