/* SPDX-License-Identifier: MIT */
/*
 * OpenSSL, loaded when the first context is made: loading it takes longer
 * than all the rest of a start. Behind this header its functions go by their
 * own names; include it after the headers of OpenSSL.
 */
#ifndef UPY_HOST_OPENSSL_H
#define UPY_HOST_OPENSSL_H

#include <openssl/err.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdbool.h>

struct host_openssl {
#define X(function) __typeof__(function) *function;
#include "openssl_calls.def"
#undef X
};

extern struct host_openssl host_openssl;

/* False: it is not there. */
bool host_openssl_load(void);

#define BIO_ADDR_free              host_openssl.BIO_ADDR_free
#define BIO_ADDR_new               host_openssl.BIO_ADDR_new
#define BIO_clear_flags            host_openssl.BIO_clear_flags
#define BIO_ctrl                   host_openssl.BIO_ctrl
#define BIO_ctrl_pending           host_openssl.BIO_ctrl_pending
#define BIO_free                   host_openssl.BIO_free
#define BIO_get_data               host_openssl.BIO_get_data
#define BIO_get_new_index          host_openssl.BIO_get_new_index
#define BIO_meth_new               host_openssl.BIO_meth_new
#define BIO_meth_set_ctrl          host_openssl.BIO_meth_set_ctrl
#define BIO_meth_set_destroy       host_openssl.BIO_meth_set_destroy
#define BIO_meth_set_read          host_openssl.BIO_meth_set_read
#define BIO_meth_set_write         host_openssl.BIO_meth_set_write
#define BIO_new                    host_openssl.BIO_new
#define BIO_new_mem_buf            host_openssl.BIO_new_mem_buf
#define BIO_read                   host_openssl.BIO_read
#define BIO_s_mem                  host_openssl.BIO_s_mem
#define BIO_set_data               host_openssl.BIO_set_data
#define BIO_set_flags              host_openssl.BIO_set_flags
#define BIO_set_init               host_openssl.BIO_set_init
#define BIO_write                  host_openssl.BIO_write
#define CRYPTO_memcmp              host_openssl.CRYPTO_memcmp
#define DTLS_client_method         host_openssl.DTLS_client_method
#define DTLS_server_method         host_openssl.DTLS_server_method
#define DTLS_set_timer_cb          host_openssl.DTLS_set_timer_cb
#define DTLSv1_listen              host_openssl.DTLSv1_listen
#define ERR_clear_error            host_openssl.ERR_clear_error
#define ERR_peek_last_error        host_openssl.ERR_peek_last_error
#define EVP_CIPHER_CTX_free        host_openssl.EVP_CIPHER_CTX_free
#define EVP_CIPHER_CTX_new         host_openssl.EVP_CIPHER_CTX_new
#define EVP_CIPHER_CTX_set_padding host_openssl.EVP_CIPHER_CTX_set_padding
#define EVP_CipherInit_ex          host_openssl.EVP_CipherInit_ex
#define EVP_CipherUpdate           host_openssl.EVP_CipherUpdate
#define EVP_PKEY_free              host_openssl.EVP_PKEY_free
#define EVP_aes_128_ecb            host_openssl.EVP_aes_128_ecb
#define EVP_aes_256_ecb            host_openssl.EVP_aes_256_ecb
#define EVP_sha256                 host_openssl.EVP_sha256
#define HMAC                       host_openssl.HMAC
#define OPENSSL_cipher_name        host_openssl.OPENSSL_cipher_name
#define OPENSSL_cleanse            host_openssl.OPENSSL_cleanse
#define OPENSSL_sk_num             host_openssl.OPENSSL_sk_num
#define OPENSSL_sk_value           host_openssl.OPENSSL_sk_value
#define PEM_read_bio_PrivateKey    host_openssl.PEM_read_bio_PrivateKey
#define PEM_read_bio_X509          host_openssl.PEM_read_bio_X509
#define RAND_bytes                 host_openssl.RAND_bytes
#define SSL_CIPHER_standard_name   host_openssl.SSL_CIPHER_standard_name
#define SSL_CTX_add_client_CA      host_openssl.SSL_CTX_add_client_CA
#define SSL_CTX_ctrl               host_openssl.SSL_CTX_ctrl
#define SSL_CTX_free               host_openssl.SSL_CTX_free
#define SSL_CTX_get0_certificate   host_openssl.SSL_CTX_get0_certificate
#define SSL_CTX_get_cert_store     host_openssl.SSL_CTX_get_cert_store
#define SSL_CTX_get_ciphers        host_openssl.SSL_CTX_get_ciphers
#define SSL_CTX_new                host_openssl.SSL_CTX_new
#define SSL_CTX_sess_set_new_cb    host_openssl.SSL_CTX_sess_set_new_cb
#define SSL_CTX_set_cipher_list    host_openssl.SSL_CTX_set_cipher_list
#define SSL_CTX_set_ciphersuites   host_openssl.SSL_CTX_set_ciphersuites
#define SSL_CTX_set_cookie_generate_cb \
	host_openssl.SSL_CTX_set_cookie_generate_cb
#define SSL_CTX_set_cookie_verify_cb host_openssl.SSL_CTX_set_cookie_verify_cb
#define SSL_CTX_set_options          host_openssl.SSL_CTX_set_options
#define SSL_CTX_set_session_id_context \
	host_openssl.SSL_CTX_set_session_id_context
#define SSL_CTX_use_PrivateKey    host_openssl.SSL_CTX_use_PrivateKey
#define SSL_CTX_use_certificate   host_openssl.SSL_CTX_use_certificate
#define SSL_SESSION_free          host_openssl.SSL_SESSION_free
#define SSL_ctrl                  host_openssl.SSL_ctrl
#define SSL_do_handshake          host_openssl.SSL_do_handshake
#define SSL_free                  host_openssl.SSL_free
#define SSL_get0_param            host_openssl.SSL_get0_param
#define SSL_get0_peer_certificate host_openssl.SSL_get0_peer_certificate
#define SSL_get0_verified_chain   host_openssl.SSL_get0_verified_chain
#define SSL_get_current_cipher    host_openssl.SSL_get_current_cipher
#define SSL_get_error             host_openssl.SSL_get_error
#define SSL_get_ex_data           host_openssl.SSL_get_ex_data
#define SSL_get_ex_data_X509_STORE_CTX_idx \
	host_openssl.SSL_get_ex_data_X509_STORE_CTX_idx
#define SSL_get_shutdown              host_openssl.SSL_get_shutdown
#define SSL_get_version               host_openssl.SSL_get_version
#define SSL_has_pending               host_openssl.SSL_has_pending
#define SSL_is_init_finished          host_openssl.SSL_is_init_finished
#define SSL_new                       host_openssl.SSL_new
#define SSL_read                      host_openssl.SSL_read
#define SSL_session_reused            host_openssl.SSL_session_reused
#define SSL_set1_host                 host_openssl.SSL_set1_host
#define SSL_set_accept_state          host_openssl.SSL_set_accept_state
#define SSL_set_bio                   host_openssl.SSL_set_bio
#define SSL_set_connect_state         host_openssl.SSL_set_connect_state
#define SSL_set_ex_data               host_openssl.SSL_set_ex_data
#define SSL_set_psk_client_callback   host_openssl.SSL_set_psk_client_callback
#define SSL_set_psk_server_callback   host_openssl.SSL_set_psk_server_callback
#define SSL_set_session               host_openssl.SSL_set_session
#define SSL_set_verify                host_openssl.SSL_set_verify
#define SSL_shutdown                  host_openssl.SSL_shutdown
#define SSL_write                     host_openssl.SSL_write
#define TLS_client_method             host_openssl.TLS_client_method
#define TLS_server_method             host_openssl.TLS_server_method
#define X509_STORE_CTX_get_error      host_openssl.X509_STORE_CTX_get_error
#define X509_STORE_CTX_get_ex_data    host_openssl.X509_STORE_CTX_get_ex_data
#define X509_STORE_add_cert           host_openssl.X509_STORE_add_cert
#define X509_STORE_get0_objects       host_openssl.X509_STORE_get0_objects
#define X509_VERIFY_PARAM_set1_ip_asc host_openssl.X509_VERIFY_PARAM_set1_ip_asc
#define X509_check_private_key        host_openssl.X509_check_private_key
#define X509_free                     host_openssl.X509_free
#define d2i_PrivateKey_bio            host_openssl.d2i_PrivateKey_bio
#define d2i_X509_bio                  host_openssl.d2i_X509_bio
#define i2d_X509                      host_openssl.i2d_X509

#endif
