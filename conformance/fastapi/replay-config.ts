/** What the tests in Python are told, beside which ports there are. Names are FastAPI's: an app is `folder/tutorial`. */

/** Pure functions and constants a test takes from the original module to know what to expect. */
export const helpers: { readonly [app: string]: readonly string[] } = {
  "stream_data/tutorial002": ["binary_image"],
  "websockets_/tutorial003": ["html"],
};

/** Modules that are tests themselves: they run as they are, and what they hand to a TestClient is replaced. */
export const holdsTests: readonly string[] = [
  "app_testing/tutorial001",
  "app_testing/tutorial002",
  "app_testing/tutorial003",
  "app_testing/tutorial004",
  "dependency_testing/tutorial001",
];

/** The test file adds routes to the app; the port has them. */
export const addsRoutes: readonly string[] = [
  "advanced_middleware/tutorial003",
  "custom_request_and_route/tutorial001",
];

/** Apps whose import must warn, because what they show is deprecated in FastAPI. */
export const deprecated: readonly string[] = ["events/tutorial001", "events/tutorial002"];

/** Apps that work on after the response, where the test looks for the effect at once: its client waits a little. */
export const worksLater: readonly string[] = ["background_tasks/tutorial001", "background_tasks/tutorial002"];

/** Tests that want the app's own, uncaught WebSocketDisconnect, which a TestClient in the same process raises at the end. */
export const uncaughtDisconnect: readonly string[] = [
  "test_tutorial/test_websockets/test_tutorial001.py::test_websocket",
  "test_tutorial/test_websockets/test_tutorial002.py::test_websocket_with_cookie",
  "test_tutorial/test_websockets/test_tutorial002.py::test_websocket_with_header",
  "test_tutorial/test_websockets/test_tutorial002.py::test_websocket_with_header_and_query",
];

const inProcess = "calls the app's Python functions, no request";
const beforeAccept = "expects the code of a close before accept(), which is a bare 403 on the wire";
const raises = "expects the handler's exception itself, raised through an in-process client";

/** Tests of ported apps that say nothing about the wire, or cannot be asked over it, with the reason. */
export const leftOut: { readonly [test: string]: string } = {
  "test_dependency_after_yield_raise.py::test_broken_raise": raises,
  "test_dependency_after_yield_websockets.py::test_websocket_dependency_after_yield_broken": raises,
  "test_filter_pydantic_sub_model_pv2.py::test_validator_is_cloned": raises,
  "test_dependency_after_yield_streaming.py::test_broken_session_data": raises,
  "test_dependency_after_yield_streaming.py::test_broken_session_stream_raise": raises,
  "test_dependency_after_yield_streaming.py::test_broken_session_stream_no_raise":
    "a stream that breaks off looks whole to an in-process client; over a socket it does not, on purpose",
  "test_exception_handlers.py::test_override_server_error_exception_raises": raises,
  "test_exception_handlers.py::test_traceback_for_dependency_with_yield": raises,
  "test_frontend.py::test_frontend_dependency_restores_existing_dependency_stacks": inProcess,
  "test_validate_response.py::test_invalid": raises,
  "test_validate_response.py::test_invalid_none": raises,
  "test_validate_response.py::test_double_invalid": raises,
  "test_validate_response.py::test_invalid_list": raises,
  "test_security_http_base.py::test_security_http_base_with_whitespaces":
    "sends a field value that ends with a space, which no HTTP client does",
  "test_sse.py::test_keepalive_ping_async": "patches the ping interval inside the server",
  "test_sse.py::test_keepalive_ping_sync": "patches the ping interval inside the server",
  "test_ws_router.py::test_wrong_uri": beforeAccept,
  "test_ws_router.py::test_depend_err_handler": beforeAccept,
  "test_ws_router.py::test_depend_err_middleware": "is about ASGI middleware",
  "test_response_model_as_return_annotation.py::test_response_model_no_annotation_return_invalid_dict": raises,
  "test_response_model_as_return_annotation.py::test_response_model_no_annotation_return_invalid_model": raises,
  "test_response_model_as_return_annotation.py::test_no_response_model_annotation_return_invalid_dict": raises,
  "test_response_model_as_return_annotation.py::test_no_response_model_annotation_return_invalid_model": raises,
  "test_response_model_as_return_annotation.py::test_response_model_model1_annotation_model2_return_invalid_dict":
    raises,
  "test_response_model_as_return_annotation.py::test_response_model_model1_annotation_model2_return_invalid_model":
    raises,
  "test_security_oauth2_authorization_code_bearer.py::test_token_with_whitespaces":
    "sends a field value that ends with a space, which no HTTP client does",
  "test_tutorial/test_body/test_tutorial001.py::test_other_exceptions": "patches json.loads inside the server",
  "test_tutorial/test_debugging/test_tutorial001.py::test_uvicorn_run_is_not_called_on_import": "about a Python module",
  "test_tutorial/test_debugging/test_tutorial001.py::test_uvicorn_run_called_when_run_as_main": "about a Python module",
  "test_tutorial/test_dependencies/test_tutorial008c.py::test_fastapi_error": raises,
  "test_tutorial/test_dependencies/test_tutorial008d.py::test_internal_error": raises,
  "test_tutorial/test_events/test_tutorial003.py::test_events": "looks into a variable of the app's module",
  "test_tutorial/test_encoder/test_tutorial001.py::test_put": "looks into a variable of the app's module",
  "test_tutorial/test_encoder/test_tutorial001.py::test_put_invalid_data": "looks into a variable of the app's module",
  "test_tutorial/test_generate_clients/test_tutorial004.py::test_remove_tags": "about a Python script",
  "test_tutorial/test_openapi_callbacks/test_tutorial001.py::test_dummy_callback": inProcess,
  "test_tutorial/test_openapi_webhooks/test_tutorial001.py::test_dummy_webhook": inProcess,
  "test_tutorial/test_path_params/test_tutorial003b.py::test_read_users2": inProcess,
  "test_tutorial/test_security/test_tutorial004.py::test_verify_password": inProcess,
  "test_tutorial/test_security/test_tutorial004.py::test_get_password_hash": inProcess,
  "test_tutorial/test_security/test_tutorial004.py::test_create_access_token": inProcess,
  "test_tutorial/test_security/test_tutorial004.py::test_token_inactive_user": "patches a variable of the app's module",
  "test_tutorial/test_security/test_tutorial005.py::test_verify_password": inProcess,
  "test_tutorial/test_security/test_tutorial005.py::test_get_password_hash": inProcess,
  "test_tutorial/test_security/test_tutorial005.py::test_create_access_token": inProcess,
  "test_tutorial/test_settings/test_app01.py::test_settings_validation_error": "expects pydantic's error at import",
  "test_tutorial/test_settings/test_app02.py::test_settings": inProcess,
  "test_tutorial/test_settings/test_app03.py::test_settings": inProcess,
  "test_tutorial/test_response_model/test_tutorial003_04.py::test_invalid_response_model": "expects an error at import",
  "test_tutorial/test_testing/test_tutorial004.py::test_read_items": "looks into a variable of the app's module",
  "test_tutorial/test_testing/test_tutorial004.py::test_main": "looks into a variable of the app's module",
  "test_tutorial/test_using_request_directly/test_tutorial001.py::test_path_operation":
    'expects the client address to be "testclient", which no socket has',
};
