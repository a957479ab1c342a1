@echo off
rem Starts the xai program over the jars in ..\lib.
set OPT_OUT_TRACKING=true
if not defined TF_CPP_MIN_LOG_LEVEL set TF_CPP_MIN_LOG_LEVEL=2
if defined JAVA_HOME (set "JAVA=%JAVA_HOME%\bin\java") else (set "JAVA=java")
"%JAVA%" -XX:+UseSerialGC -Djava.awt.headless=true -Dai.djl.offline=true %XAI_JAVA_OPTS% -cp "%~dp0..\lib\*" xai4j.examples.Main %*
