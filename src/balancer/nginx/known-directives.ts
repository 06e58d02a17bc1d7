/**
 * Directives nginx has and we don't (yet): refused by that name, so that nobody looks for a typing mistake. Prefixes end
 * with `_`.
 */
const names = `
  absolute_redirect accept_mutex_delay access_by add_after_body add_before_body add_trailer addition_types aio_write alias
  allow ancient_browser auth_basic auth_basic_user_file auth_delay auth_http auth_request auth_request_set autoindex
  autoindex_exact_size autoindex_format autoindex_localtime break charset charset_map charset_types
  chunked_transfer_encoding client_body_in_file_only client_body_in_single_buffer connection_pool_size
  create_full_put_path dav_access dav_methods debug_connection debug_points deny directio directio_alignment
  disable_symlinks early_hints empty_gif env error_page etag expires f4f flv geo geoip_city geoip_country geoip_org
  gunzip gunzip_buffers gzip_static hash http2 http2_body_preread_size http2_chunk_size http2_max_concurrent_streams
  http3 if if_modified_since ignore_invalid_headers image_filter index internal ip_hash js_import js_content
  keepalive_disable keepalive_min_timeout least_time limit_conn limit_conn_dry_run limit_conn_log_level
  limit_conn_status limit_conn_zone limit_except limit_rate limit_rate_after limit_req limit_req_dry_run
  limit_req_log_level limit_req_status limit_req_zone lingering_close lingering_time lingering_timeout load_module
  lock_file log_subrequest mail master_process match max_headers max_ranges
  memcached_pass merge_slashes min_delete_depth mirror mirror_request_body modern_browser modern_browser_value mp4
  msie_padding msie_refresh ntlm open_file_cache open_file_cache_errors open_file_cache_min_uses open_file_cache_valid
  output_buffers override_charset perl perl_modules perl_require port_in_redirect post_action postpone_output
  proxy_bind proxy_cache proxy_cookie_domain proxy_cookie_flags proxy_cookie_path proxy_force_ranges
  proxy_ignore_client_abort proxy_ignore_headers proxy_intercept_errors proxy_limit_rate proxy_method
  proxy_pass_request_body proxy_pass_request_headers proxy_pass_trailers proxy_protocol proxy_protocol_timeout
  proxy_requests proxy_responses proxy_set_body proxy_store proxy_store_access proxy_timeout queue quic_retry random
  random_index read_ahead real_ip_header real_ip_recursive recursive_error_pages referer_hash_bucket_size
  referer_hash_max_size request_pool_size resolver resolver_timeout rewrite rewrite_log root satisfy secure_link
  secure_link_md5 secure_link_secret send_lowat sendfile_max_chunk server_name_in_redirect set set_real_ip_from slice
  smtp_auth source_charset split_clients ssi ssi_types ssl_engine ssl_certificate ssl_certificate_key state sticky stream
  stub_status sub_filter sub_filter_last_modified sub_filter_once sub_filter_types subrequest_output_buffer_size
  thread_pool try_files uninitialized_variable_warn underscores_in_headers userid userid_domain userid_expires
  userid_mark userid_name userid_p3p userid_path userid_service valid_referers variables_in_redirect
  worker_aio_requests worker_rlimit_core worker_shutdown_timeout working_directory xml_entities xslt_stylesheet
`;
const prefixes = [
  "acme_",
  "fastcgi_",
  "grpc_",
  "health_check",
  "image_filter_",
  "js_",
  "memcached_",
  "mgmt",
  "otel_",
  "proxy_cache_",
  "proxy_ssl_",
  "quic_",
  "scgi_",
  "ssl_",
  "ssi_",
  "tunnel_",
  "uwsgi_",
  "xslt_",
  "zone_sync",
];

export const knownDirectives: ReadonlySet<string> = new Set(names.trim().split(/\s+/));

/** Whether nginx has a directive of that name that we lack. */
export function isKnownToNginx(name: string): boolean {
  return knownDirectives.has(name) || prefixes.some((prefix) => name.startsWith(prefix));
}
