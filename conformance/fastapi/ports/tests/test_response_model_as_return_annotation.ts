import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const User = z.object({ name: z.string(), surname: z.string() }).meta({ id: "User" });
const Item = z.object({ name: z.string(), price: z.number() }).meta({ id: "Item" });

const user: z.output<typeof User> = { name: "John", surname: "Doe" };
const dbUser = { ...user, password_hash: "secret" };
const dbUsers = [dbUser, { name: "Jane", surname: "Does", password_hash: "secret2" }];
const item: z.output<typeof Item> = { name: "Foo", price: 42 };

/** What the types would not let a handler return: the tests ask what happens then. */
const wrong = (value: object) => value as z.output<typeof User>;

app.get("/no_response_model-no_annotation-return_model", function noResponseModelNoAnnotationReturnModel() {
  return user;
});

app.get("/no_response_model-no_annotation-return_dict", function noResponseModelNoAnnotationReturnDict() {
  return { name: "John", surname: "Doe" };
});

app.get(
  "/response_model-no_annotation-return_same_model",
  { response: User },
  function responseModelNoAnnotationReturnSameModel() {
    return user;
  },
);

app.get(
  "/response_model-no_annotation-return_exact_dict",
  { response: User },
  function responseModelNoAnnotationReturnExactDict() {
    return { name: "John", surname: "Doe" };
  },
);

app.get(
  "/response_model-no_annotation-return_invalid_dict",
  { response: User },
  function responseModelNoAnnotationReturnInvalidDict() {
    return wrong({ name: "John" });
  },
);

app.get(
  "/response_model-no_annotation-return_invalid_model",
  { response: User },
  function responseModelNoAnnotationReturnInvalidModel() {
    return wrong(item);
  },
);

app.get(
  "/response_model-no_annotation-return_dict_with_extra_data",
  { response: User },
  function responseModelNoAnnotationReturnDictWithExtraData() {
    return dbUser;
  },
);

app.get(
  "/response_model-no_annotation-return_submodel_with_extra_data",
  { response: User },
  function responseModelNoAnnotationReturnSubmodelWithExtraData() {
    return dbUser;
  },
);

app.get(
  "/no_response_model-annotation-return_same_model",
  { response: User },
  function noResponseModelAnnotationReturnSameModel() {
    return user;
  },
);

app.get(
  "/no_response_model-annotation-return_exact_dict",
  { response: User },
  function noResponseModelAnnotationReturnExactDict() {
    return { name: "John", surname: "Doe" };
  },
);

app.get(
  "/no_response_model-annotation-return_invalid_dict",
  { response: User },
  function noResponseModelAnnotationReturnInvalidDict() {
    return wrong({ name: "John" });
  },
);

app.get(
  "/no_response_model-annotation-return_invalid_model",
  { response: User },
  function noResponseModelAnnotationReturnInvalidModel() {
    return wrong(item);
  },
);

app.get(
  "/no_response_model-annotation-return_dict_with_extra_data",
  { response: User },
  function noResponseModelAnnotationReturnDictWithExtraData() {
    return dbUser;
  },
);

app.get(
  "/no_response_model-annotation-return_submodel_with_extra_data",
  { response: User },
  function noResponseModelAnnotationReturnSubmodelWithExtraData() {
    return dbUser;
  },
);

app.get("/response_model_none-annotation-return_same_model", function responseModelNoneAnnotationReturnSameModel() {
  return user;
});

app.get("/response_model_none-annotation-return_exact_dict", function responseModelNoneAnnotationReturnExactDict() {
  return { name: "John", surname: "Doe" };
});

app.get("/response_model_none-annotation-return_invalid_dict", function responseModelNoneAnnotationReturnInvalidDict() {
  return { name: "John" };
});

app.get(
  "/response_model_none-annotation-return_invalid_model",
  function responseModelNoneAnnotationReturnInvalidModel() {
    return item;
  },
);

app.get(
  "/response_model_none-annotation-return_dict_with_extra_data",
  function responseModelNoneAnnotationReturnDictWithExtraData() {
    return { name: "John", surname: "Doe", password_hash: "secret" };
  },
);

app.get(
  "/response_model_none-annotation-return_submodel_with_extra_data",
  function responseModelNoneAnnotationReturnSubmodelWithExtraData() {
    return dbUser;
  },
);

app.get(
  "/response_model_model1-annotation_model2-return_same_model",
  { response: User },
  function responseModelModel1AnnotationModel2ReturnSameModel() {
    return user;
  },
);

app.get(
  "/response_model_model1-annotation_model2-return_exact_dict",
  { response: User },
  function responseModelModel1AnnotationModel2ReturnExactDict() {
    return { name: "John", surname: "Doe" };
  },
);

app.get(
  "/response_model_model1-annotation_model2-return_invalid_dict",
  { response: User },
  function responseModelModel1AnnotationModel2ReturnInvalidDict() {
    return wrong({ name: "John" });
  },
);

app.get(
  "/response_model_model1-annotation_model2-return_invalid_model",
  { response: User },
  function responseModelModel1AnnotationModel2ReturnInvalidModel() {
    return wrong(item);
  },
);

app.get(
  "/response_model_model1-annotation_model2-return_dict_with_extra_data",
  { response: User },
  function responseModelModel1AnnotationModel2ReturnDictWithExtraData() {
    return dbUser;
  },
);

app.get(
  "/response_model_model1-annotation_model2-return_submodel_with_extra_data",
  { response: User },
  function responseModelModel1AnnotationModel2ReturnSubmodelWithExtraData() {
    return dbUser;
  },
);

app.get(
  "/response_model_filtering_model-annotation_submodel-return_submodel",
  { response: User },
  function responseModelFilteringModelAnnotationSubmodelReturnSubmodel() {
    return dbUser;
  },
);

app.get(
  "/response_model_list_of_model-no_annotation",
  { response: z.array(User) },
  function responseModelListOfModelNoAnnotation() {
    return dbUsers;
  },
);

app.get(
  "/no_response_model-annotation_list_of_model",
  { response: z.array(User) },
  function noResponseModelAnnotationListOfModel() {
    return dbUsers;
  },
);

app.get(
  "/no_response_model-annotation_forward_ref_list_of_model",
  { response: z.array(User) },
  function noResponseModelAnnotationForwardRefListOfModel() {
    return dbUsers;
  },
);

app.get(
  "/response_model_union-no_annotation-return_model1",
  { response: z.union([User, Item]) },
  function responseModelUnionNoAnnotationReturnModel1() {
    return dbUser;
  },
);

app.get(
  "/response_model_union-no_annotation-return_model2",
  { response: z.union([User, Item]) },
  function responseModelUnionNoAnnotationReturnModel2() {
    return item;
  },
);

app.get(
  "/no_response_model-annotation_union-return_model1",
  { response: z.union([User, Item]) },
  function noResponseModelAnnotationUnionReturnModel1() {
    return dbUser;
  },
);

app.get(
  "/no_response_model-annotation_union-return_model2",
  { response: z.union([User, Item]) },
  function noResponseModelAnnotationUnionReturnModel2() {
    return item;
  },
);

app.get("/no_response_model-annotation_response_class", function noResponseModelAnnotationResponseClass() {
  return new Response("Foo");
});

app.get("/no_response_model-annotation_json_response_class", function noResponseModelAnnotationJsonResponseClass() {
  return Response.json({ foo: "bar" });
});
