const json500 =
  'an error of the app is answered with JSON, {"detail":"Internal Server Error"}, as every other error is';
const offlineDocs =
  "the docs pages load Swagger UI and ReDoc from the server itself, under other names than FastAPI's CDN has: they work offline";

/**
 * Tests of ported apps whose expectation we don't meet, on purpose, with the reason. Keys are test ids, with parameters in
 * brackets where only some fail. A test in here that passes fails the run: the list never outlives its reasons.
 */
export const deviations: { readonly [test: string]: string } = {
  "test_custom_swagger_ui_redirect.py::test_swagger_ui": offlineDocs,
  "test_no_swagger_ui_redirect.py::test_swagger_ui": offlineDocs,
  "test_dependency_after_yield_streaming.py::test_broken_session_data_no_raise": json500,
  "test_infer_param_optionality.py::test_openapi_schema":
    "a parameter is the query's or the path's: below a prefix that has it, it is required and no null",
  "test_multi_body_errors.py::test_openapi_schema":
    'a decimal is text with the format "decimal", where pydantic names a pattern and a number besides',
  "test_tutorial/test_dataclasses/test_tutorial002.py::test_openapi_schema":
    "a default that a function makes is shown if it is always the same; pydantic hides it",
  "test_tutorial/test_dataclasses/test_tutorial003.py::test_openapi_schema":
    "a default that a function makes is shown if it is always the same; pydantic hides it",
  "test_application.py::test_swagger_ui": offlineDocs,
  "test_application.py::test_redoc": offlineDocs,
  "test_sse.py::test_sse_events_with_fields":
    'JSON has no blanks in an untyped event either: {"key":"value"}, as in a typed one',
  "test_union_body_discriminator.py::test_discriminator_pydantic_v2":
    "the description of a parameter's schema is the parameter's as well, whichever way it was given",
  "test_tutorial/test_dependencies/test_tutorial008c.py::test_internal_server_error": json500,
  "test_tutorial/test_dependencies/test_tutorial008d.py::test_internal_server_error": json500,
  "test_tutorial/test_path_operation_advanced_configurations/test_tutorial007.py::test_post_invalid":
    "what a handler validates by itself has the errors of its schema library; FastAPI's app validates with pydantic",
  "test_tutorial/test_path_params/test_tutorial003b.py::test_openapi_schema":
    "of two routes with one path and method the document tells the one that answers, the first; FastAPI's tells the last",
};
